using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>The look that all screens share: a heading, and beneath it a table without lines.</summary>
internal static class Layout
{
    private const int LongestName = 16, MostNames = 2;

    /// <summary>A section: its title over its content, indented, an empty line after it.</summary>
    public static IRenderable Section(string title, params IRenderable[] content) => new Rows(
        new Markup($"[bold deepskyblue1]{title}[/]"),
        new Padder(new Rows(content), new Padding(2, 0, 0, 1)));

    /// <summary>A table with these columns; those whose name begins with <c>&gt;</c> are aligned to the right.</summary>
    public static Table Table(params string[] columns)
    {
        Table table = new Table().NoBorder();
        for (int i = 0; i < columns.Length; i++)
        {
            bool right = columns[i].StartsWith('>');
            TableColumn column = new TableColumn($"[grey]{columns[i].TrimStart('>')}[/]").PadLeft(0)
                .PadRight(i == columns.Length - 1 ? 0 : 2);
            table.AddColumn(right ? column.RightAligned().NoWrap() : column);
        }
        return table;
    }

    /// <summary>A text that came from outside, shown as it is.</summary>
    public static string Plain(string text) => Markup.Escape(text);

    /// <summary>A name that came from outside; a longer one loses its middle.</summary>
    public static string Name(string name, int most) =>
        Markup.Escape(name.Length > most ? $"{name[..(most / 2)]}…{name[^((most - 1) / 2)..]}" : name);

    /// <summary>The same, shortened in the narrow form of a table.</summary>
    public static string Name(string name, bool narrow) => Name(name, narrow ? LongestName : int.MaxValue);

    /// <summary>A list of names, and in the narrow form its beginning and how many more there are.</summary>
    public static string Names(IReadOnlyList<string> names, bool narrow = false)
    {
        if (names.Count == 0) return Dim("none");
        int shown = narrow ? Math.Min(names.Count, MostNames) : names.Count;
        string more = shown < names.Count ? Dim($" and {Text.Count(names.Count - shown)} more") : "";
        return string.Join(", ", names.Take(shown).Select(name => Name(name, narrow))) + more;
    }

    /// <summary>A table in full, or where that does not fit with fewer columns and shorter names.</summary>
    public static IRenderable Fitting(Func<bool, Table> table) => new Fitting(table(false), table(true));

    /// <summary>A text of lesser weight.</summary>
    public static string Dim(string text) => $"[grey]{Markup.Escape(text)}[/]";

    /// <summary>Green or red.</summary>
    public static string Mark(bool good) => good ? "[green]●[/]" : "[red]○[/]";

    /// <summary>A number that is worth a look when it is not zero.</summary>
    public static string Alarm(long count) => Alarm(Text.Count(count));

    /// <summary>The same of a count that is text already.</summary>
    public static string Alarm(string count) => count == "0" ? "[grey]0[/]" : $"[yellow]{count}[/]";
}
