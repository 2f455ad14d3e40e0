using Falcon.Api.Catalogue;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>Entries of the catalogue as people read them, in 80 columns.</summary>
public static class ExplainScreen
{
    private const int LabelWidth = 7, TextWidth = 69; // and two blanks before each

    /// <summary>Entries in full.</summary>
    public static IRenderable Build(Explanation found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return new Rows([.. found.Drops.Select(Drop), .. found.Metrics.Select(Metric), .. found.Events.Select(Event)]);
    }

    /// <summary>All names, by what they are about.</summary>
    public static IRenderable Names() => new Rows(
        Section("Drop reasons", DropCatalogue.Groups, drop => drop.Name),
        Section("Metrics", MetricCatalogue.Groups, metric => metric.Name),
        Section("Events", EventCatalogue.Groups, e => e.Name));

    private static IRenderable Drop(DropReason drop) => Entry(
        $"Drop reason {drop.FullName}",
        ("Meaning", $"{drop.Meaning}."),
        ("Kind", drop.Load ? "Load: too much, too fast." : "Something is wrong with the frame or the set-up."),
        ("Cause", drop.Cause),
        ("Remedy", drop.Remedy),
        ("See", See(drop.See)));

    private static IRenderable Metric(MetricDescription metric) => Entry(
        $"Metric {metric.Name}",
        ("Meaning", metric.Meaning),
        ("Type", metric.Type.ToString().ToLowerInvariant()),
        ("Unit", metric.Unit),
        ("Labels", string.Join(", ", metric.Labels)),
        ("Alert", metric.Alert is null ? "" : $"{metric.Name} {metric.Alert}"));

    private static IRenderable Event(EventDescription e) => Entry(
        $"Event {e.Name}",
        ("Level", e.Level.ToString().ToLowerInvariant()),
        ("Line", e.Line),
        ("Meaning", e.Meaning),
        ("Remedy", e.Remedy),
        ("See", See(e.See)));

    private static string See(string? section) => section is null ? "" : $"docs/operations.md, \"{section}\"";

    private static IRenderable Entry(string title, params IEnumerable<(string Label, string Text)> lines)
    {
        Table table = Columns(LabelWidth, TextWidth);
        foreach ((string label, string text) in lines.Where(line => line.Text.Length > 0))
            table.AddRow(Layout.Dim(label), Layout.Plain(text));
        return Layout.Section(title, table);
    }

    private static IRenderable Section<T>(string title, IReadOnlyList<CatalogueGroup<T>> groups, Func<T, string> nameOf)
    {
        Table table = Columns(LabelWidth + 2 + TextWidth);
        foreach (CatalogueGroup<T> group in groups)
        {
            table.AddRow(Layout.Dim(group.Title));
            table.AddRow(new Padder(new Markup(Layout.Plain(string.Join(", ", group.Entries.Select(nameOf)))), new Padding(2, 0, 0, 0)));
        }

        return Layout.Section(title, table);
    }

    private static Table Columns(params ReadOnlySpan<int> widths)
    {
        Table table = new Table().NoBorder().HideHeaders();
        for (int i = 0; i < widths.Length; i++)
            table.AddColumn(new TableColumn("").Width(widths[i]).PadLeft(0).PadRight(i == widths.Length - 1 ? 0 : 2));
        return table;
    }
}
