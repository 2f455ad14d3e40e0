using Falcon.Bench.Plots;
using Falcon.Bench.Scenarios.Model;
using ScottPlot;

namespace Falcon.Bench.Scenarios.Output.Plots;

/// <summary>A bar per system: the median, with a line from the least to the most.</summary>
public static class BarPlot
{
    /// <summary>Null when no row is valid.</summary>
    public static Plot? Draw(ScenarioReport report, Theme theme)
    {
        Row[] rows = [.. report.PrimaryRows];
        if (!rows.Any(row => row.IsValid))
            return null;
        var plot = new Plot();
        theme.Apply(plot);
        double highest = rows.Max(row => row.Value?.Max ?? 0);
        for (int position = 0; position < rows.Length; position++)
            AddRow(plot, rows[position], position, highest, theme);
        plot.Title($"{report.Name}: {report.Scenario.Description}");
        plot.YLabel($"{report.Primary.Name} ({report.Primary.Unit}), {(report.Primary.HigherIsBetter ? "more" : "less")} is better");
        Systems(plot, rows.Select(row => row.System));
        plot.Axes.SetLimitsY(0, highest * 1.15);
        return plot;
    }

    /// <summary>Names under the bars, and room at the sides.</summary>
    internal static void Systems(Plot plot, IEnumerable<string> names)
    {
        string[] labels = [.. names];
        plot.Axes.Bottom.SetTicks([.. labels.Select((_, position) => (double)position)], labels);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Axes.SetLimitsX(-0.6, labels.Length - 0.4);
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.XLabel("system");
    }

    private static void AddRow(Plot plot, Row row, int position, double highest, Theme theme)
    {
        if (row.Value is not { } value)
        {
            AddText(plot, "invalid", position, highest * 0.03, theme);
            return;
        }

        ScottPlot.Plottables.BarPlot bar = plot.Add.Bar(position, value.Median);
        bar.Color = Theme.OfSystem(row.System);
        bar.Bars[0].Size = 0.6;
        bar.Bars[0].LineWidth = 0;
        var range = new ScottPlot.Plottables.ErrorBar(
            [position], [value.Median], null, null, yErrorsNegative: [value.Median - value.Min],
                yErrorsPositive: [value.Max - value.Median])
        {
            Color = theme.Foreground,
            LineWidth = 1.5f,
        };
        plot.Add.Plottable(range);
        AddText(plot, Figures.Of(value.Median), position, value.Max + (highest * 0.03), theme);
    }

    internal static void AddText(Plot plot, string text, double x, double y, Theme theme)
    {
        ScottPlot.Plottables.Text label = plot.Add.Text(text, x, y);
        label.LabelFontColor = theme.Foreground;
        label.LabelFontSize = 14;
        label.LabelAlignment = Alignment.LowerCenter;
    }
}
