using System.Globalization;
using Falcon.Bench.Plots;
using Falcon.Bench.Scenarios.Model;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Falcon.Bench.Scenarios.Output.Plots;

/// <summary>
/// The cumulative distribution of latency: time on a logarithmic axis, share on one that gives every further nine the same room.
/// </summary>
public static class LatencyPlot
{
    private static readonly double[] s_shares = [0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999];

    /// <summary>Null when no system has a distribution.</summary>
    public static Plot? Draw(ScenarioReport report, Theme theme)
    {
        (string System, IReadOnlyList<LatencyPoint> Points)[] curves =
        [
            .. report.PrimaryRows.Where(row => row.IsValid)
                .Select(row => (row.System, MiddleTrial.Distribution(report.Trials[row.System])))
                .Where(curve => curve.Item2.Count > 1),
        ];
        if (curves.Length == 0)
            return null;
        var plot = new Plot();
        theme.Apply(plot);
        foreach ((string system, IReadOnlyList<LatencyPoint> points) in curves)
            AddCurve(plot, system, points);
        plot.Title($"{report.Name}: {report.Scenario.Description}");
        plot.XLabel("latency (µs, logarithmic)");
        plot.YLabel("share of messages that took at most that (%)");
        plot.Axes.Left.SetTicks(
            [.. s_shares.Select(Nines)], [.. s_shares.Select(share => (share * 100).ToString("0.###", CultureInfo.InvariantCulture))]);
        LabelTimes(plot, curves.SelectMany(curve => curve.Points));
        plot.Axes.SetLimitsY(0, Nines(0.99999));
        plot.ShowLegend(Alignment.LowerRight);
        return plot;
    }

    /// <summary>0 for 0 %, 1 for 90 %, 2 for 99 %, …; the largest sample of all would be infinitely far up.</summary>
    private static double Nines(double share) => -Math.Log10(1 - Math.Min(share, 0.999_999));

    private static void AddCurve(Plot plot, string system, IReadOnlyList<LatencyPoint> points)
    {
        LatencyPoint[] inside = [.. points.Where(point => point.Share < 1 && point.Microseconds > 0)];
        ScottPlot.Plottables.Scatter curve = plot.Add.Scatter(
            inside.Select(point => Math.Log10(point.Microseconds)).ToArray(), inside.Select(point => Nines(point.Share)).ToArray());
        curve.Color = Theme.OfSystem(system);
        curve.LineWidth = 2.5f;
        curve.MarkerSize = 6;
        curve.LegendText = system;
    }

    private static void LabelTimes(Plot plot, IEnumerable<LatencyPoint> points)
    {
        double[] times =
            [.. points.Where(point => point.Share < 1 && point.Microseconds > 0).Select(point => Math.Log10(point.Microseconds))];
        double least = times.Min() - 0.05;
        double most = times.Max() + 0.05;
        var ticks = new NumericManual();
        for (int decade = (int)Math.Floor(least); decade <= Math.Ceiling(most); decade++)
        {
            foreach (int step in (int[])[1, 2, 5])
            {
                double time = step * Math.Pow(10, decade);
                ticks.AddMajor(Math.Log10(time), time.ToString("#,0.###", CultureInfo.InvariantCulture));
            }
        }

        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.SetLimitsX(least, most);
    }
}
