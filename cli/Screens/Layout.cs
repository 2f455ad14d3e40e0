using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>The look that all screens share: a heading, and beneath it a table without lines.</summary>
internal static class Layout
{
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
            TableColumn column = new TableColumn($"[grey]{columns[i].TrimStart('>')}[/]").PadLeft(0).PadRight(i == columns.Length - 1 ? 0 : 2);
            table.AddColumn(right ? column.RightAligned().NoWrap() : column);
        }
        return table;
    }

    /// <summary>A text that came from outside, shown as it is.</summary>
    public static string Plain(string text) => Markup.Escape(text);

    /// <summary>A text of lesser weight.</summary>
    public static string Dim(string text) => $"[grey]{Markup.Escape(text)}[/]";

    /// <summary>Green or red.</summary>
    public static string Mark(bool good) => good ? "[green]●[/]" : "[red]○[/]";

    /// <summary>A number that is worth a look when it is not zero.</summary>
    public static string Alarm(long count) => Alarm(Text.Count(count));

    /// <summary>The same of a count that is text already.</summary>
    public static string Alarm(string count) => count == "0" ? "[grey]0[/]" : $"[yellow]{count}[/]";
}
