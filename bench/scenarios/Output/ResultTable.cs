using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Statistics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Bench.Scenarios.Output;

/// <summary>A scenario's rows on the terminal.</summary>
public static class ResultTable
{
    public static IRenderable Of(ScenarioReport report)
    {
        IReadOnlyDictionary<string, double> ratios = Ratios.Of(report.Rows);
        Table table = new Table()
            .Border(TableBorder.Rounded)
            .Title($"[bold]{report.Name}[/]: {report.Scenario.Description.EscapeMarkup()}")
            .Caption($"CPU in ns per {report.Scenario.Item}, all CPUs; the generator's share apart. × kernel: ratio of medians.");
        foreach (string column in (string[])["system", "metric"])
            table.AddColumn(column);
        foreach (string column in (string[])["median", "min", "max", "× kernel", "CPU", "gen.", "loss", "reord.", "steal"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (Row row in report.Rows)
            AddRow(table, row, row.Metric == report.Primary, ratios);
        return table;
    }

    private static void AddRow(Table table, Row row, bool isPrimary, IReadOnlyDictionary<string, double> ratios)
    {
        string metric = $"{row.Metric.Name} {row.Metric.Unit}";
        if (row.Value is not { } value)
        {
            table.AddRow(new Text(row.System), new Text(metric), new Markup("[red]invalid[/]"));
            table.AddRow(new Text(""), new Markup($"[red]{row.Invalid.EscapeMarkup()}[/]"));
            return;
        }

        string ratio = ratios.TryGetValue($"{row.System}/{Ratios.Baseline}" + (isPrimary ? "" : $" {row.Metric.Name}"), out double found) ? Figures.Of(found) : "";
        table.AddRow(
            row.System, metric, Figures.Of(value.Median), Figures.Of(value.Min), Figures.Of(value.Max), ratio,
            isPrimary ? Figures.Of(row.Cpu?.System) : "", isPrimary ? Figures.Of(row.Cpu?.Generator) : "",
            isPrimary ? Figures.Percent(row.Loss) : "", isPrimary ? Figures.Percent(row.Reordered) : "", Figures.Percent(row.Steal));
        if (isPrimary && row.Note is { } note)
            table.AddRow("", $"[yellow]{note.EscapeMarkup()}[/]");
    }
}
