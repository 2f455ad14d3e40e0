using System.Globalization;
using Falcon.Bench.Scenarios.Output.Plots;
using ScottPlot;

namespace Falcon.Bench.Simulation.Output;

/// <summary>A line per policy.</summary>
/// <param name="File">The files' name, without ending.</param>
/// <param name="Title">Over the picture.</param>
/// <param name="XLabel">What is varied.</param>
/// <param name="YLabel">What is measured, and its unit.</param>
/// <param name="X">Where on the horizontal axis; equally far apart when ticks name them.</param>
/// <param name="Lines">Values by name.</param>
internal sealed record LinePlot(
    string File, string Title, string XLabel, string YLabel, IReadOnlyList<double> X, IReadOnlyList<(string Name, double[] Values)> Lines)
{
    private const int Width = 960;
    private const int Height = 540;

    /// <summary>Names of the points, where they are not numbers on a scale.</summary>
    public IReadOnlyList<int>? Ticks { get; init; }

    /// <summary>Writes it as SVG and PNG, for light and for dark pages.</summary>
    public void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (Theme theme in Theme.All)
        {
            using Plot plot = Draw(theme);
            string path = Path.Combine(directory, $"simulation-{File}{theme.Suffix}");
            plot.SavePng(path + ".png", Width, Height);
            plot.SaveSvg(path + ".svg", Width, Height);
        }
    }

    private Plot Draw(Theme theme)
    {
        var plot = new Plot();
        theme.Apply(plot);
        for (int line = 0; line < Lines.Count; line++)
        {
            ScottPlot.Plottables.Scatter curve = plot.Add.Scatter(X.ToArray(), Lines[line].Values);
            curve.Color = Theme.OfPart(line);
            curve.LineWidth = 2.5f;
            curve.MarkerSize = Ticks is null ? 0 : 7;
            curve.LegendText = Lines[line].Name;
        }

        plot.Title(Title);
        plot.XLabel(XLabel);
        plot.YLabel(YLabel);
        if (Ticks is not null) plot.Axes.Bottom.SetTicks(X.ToArray(), [.. Ticks.Select(tick => tick.ToString("N0", CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimitsY(0, Lines.Max(line => line.Values.Max()) * 1.1);
        plot.ShowLegend(Edge.Bottom);
        return plot;
    }
}
