using Falcon.Bench.Plots;
using Falcon.Bench.Scenarios.Model;
using ScottPlot;

namespace Falcon.Bench.Scenarios.Output.Plots;

/// <summary>Draws all there is to draw of a run, each picture as SVG and PNG, for light and for dark pages.</summary>
public static class Gallery
{
    private const int Width = 960;
    private const int Height = 540;

    private static readonly (string Suffix, Func<ScenarioReport, Theme, Plot?> Draw)[] s_pictures =
        [("", BarPlot.Draw), ("-latency", LatencyPlot.Draw), ("-cpu", CpuPlot.DrawParts), ("-stages", CpuPlot.DrawStages)];

    /// <summary>Writes into a directory, which is created, and returns the number of files.</summary>
    public static int Write(IReadOnlyList<ScenarioReport> reports, string directory)
    {
        Directory.CreateDirectory(directory);
        return reports.Sum(
            report => s_pictures.Sum(picture => Theme.All.Sum(theme => Write(report, picture.Suffix, picture.Draw, theme, directory))));
    }

    private static int Write(ScenarioReport report, string suffix, Func<ScenarioReport, Theme, Plot?> draw, Theme theme, string directory)
    {
        using Plot? plot = draw(report, theme);
        if (plot is null)
            return 0;
        string path = Path.Combine(directory, report.Name + suffix + theme.Suffix);
        plot.SavePng(path + ".png", Width, Height);
        plot.SaveSvg(path + ".svg", Width, Height);
        return 2;
    }
}
