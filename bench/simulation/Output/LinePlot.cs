using System.Globalization;
using Falcon.Bench.Plots;
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

    /// <summary>Colours of the theme that are easily told apart; ours is the project's everywhere.</summary>
    private static readonly Dictionary<string, int> s_colours = new()
    {
        ["run-to-completion"] = 0,
        ["Falcon, static"] = 1,
        ["Falcon, two-choice"] = 3,
        ["ours"] = 4,
    };

    /// <summary>Names of the points, where they are not numbers on a scale.</summary>
    public IReadOnlyList<int>? Ticks { get; init; }

    /// <summary>Whether the vertical axis shows decades.</summary>
    public bool IsLogarithmic { get; init; }

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
        foreach ((string name, double[] values) in Lines) AddLine(plot, name, IsLogarithmic ? [.. values.Select(Math.Log10)] : values);
        plot.Title(Title);
        plot.XLabel(XLabel);
        plot.YLabel(YLabel);
        if (Ticks is not null)
            plot.Axes.Bottom.SetTicks(X.ToArray(), [.. Ticks.Select(tick => tick.ToString("N0", CultureInfo.InvariantCulture))]);
        double most = Lines.Max(line => line.Values.Max());
        if (IsLogarithmic) ShowDecades(plot, most);
        else plot.Axes.SetLimitsY(0, most * 1.1);
        plot.ShowLegend(Edge.Bottom);
        return plot;
    }

    private void AddLine(Plot plot, string name, double[] values)
    {
        ScottPlot.Plottables.Scatter curve = plot.Add.Scatter(X.ToArray(), values);
        curve.Color = Theme.OfPart(s_colours[name]);
        curve.LineWidth = 2.5f;
        curve.MarkerSize = Ticks is null ? 0 : 7;
        curve.LegendText = name;
    }

    private static void ShowDecades(Plot plot, double most)
    {
        int decades = (int)Math.Ceiling(Math.Log10(most));
        double[] ticks = [.. Enumerable.Range(0, decades + 1).Select(decade => (double)decade)];
        plot.Axes.Left.SetTicks(ticks, [.. ticks.Select(tick => Math.Pow(10, tick).ToString("N0", CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimitsY(0, decades);
    }
}
