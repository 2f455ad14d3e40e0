using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Statistics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Bench.Scenarios.Output;

/// <summary>A scenario's rows on the terminal, followed by remarks.</summary>
public static class ResultTable
{
    public static IRenderable Of(ScenarioReport report)
    {
        IReadOnlyDictionary<string, Summary> ratios = Ratios.Of(report.Rows, report.Scenario.BaselineOf);
        Table table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("system").NoWrap());
        string ratio = report.Scenario.Topology == Topology.InProcess ? "× base" : "× kernel";
        foreach (string column in (string[])["median", "min – max", ratio, "CPU ns", "gen. ns", "loss", "reord.", "disturbed"])
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        foreach (Row row in report.Rows)
            AddRow(table, row, report, ratios);
        IEnumerable<IRenderable> notes = report.PrimaryRows.Select(Note).OfType<IRenderable>();
        return new Rows([Heading(report), table, .. notes, new Text("")]);
    }

    private static Markup Heading(ScenarioReport report) => new(
        $"[bold]{report.Name}[/]: {report.Scenario.Description.EscapeMarkup()}\n"
        + $"[dim]{report.Primary.Name} in {report.Primary.Unit}; CPU of all except the generator, per {report.Scenario.Item}; "
        + "~: the rounds' ratios do not agree within 10 %[/]");

    private static void AddRow(Table table, Row row, ScenarioReport report, IReadOnlyDictionary<string, Summary> ratios)
    {
        bool isPrimary = row.Metric == report.Primary;
        string name = isPrimary ? row.System : $"  {row.Metric.Name} {row.Metric.Unit}";
        if (row.Value is not { } value)
        {
            if (isPrimary)
                table.AddRow(new Text(name), new Markup("[red]invalid[/]"));
            return;
        }

        string key = $"{row.System}/{report.Scenario.BaselineOf(row.System)}" + (isPrimary ? "" : $" {row.Metric.Name}");
        string range = $"{Figures.Of(value.Min)} – {Figures.Of(value.Max)}";
        string ratio = ratios.TryGetValue(key, out Summary? found) ? Ratio(found) : "";
        string[] cells = [name, Figures.Of(value.Median), range, ratio];
        string[] once =
        [
            Figures.Of(row.Cpu?.System), Figures.Of(row.Cpu?.Generator),
            Figures.Percent(row.Loss), Figures.Percent(row.Reordered), Figures.Percent(row.Disturbance.Total),
        ];
        table.AddRow(isPrimary ? [.. cells, .. once] : cells);
    }

    private static string Ratio(Summary rounds) => (rounds.IsSteady ? "" : "~") + Figures.Of(rounds.Median);

    private static Markup? Note(Row row) => row switch
    {
        { Invalid: { } reason } => new Markup($"[red]{row.System}: invalid: {reason.EscapeMarkup()}[/]"),
        { Note: { } note } => new Markup($"[yellow]{row.System}: {note.EscapeMarkup()}[/]"),
        _ => null,
    };
}
