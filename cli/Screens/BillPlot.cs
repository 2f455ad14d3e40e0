using Falcon.Api;
using ScottPlot;

namespace Falcon.Cli.Screens;

/// <summary>The bills over time as a picture: a bar per interval, the containers stacked on each other, the host and the overhead on top.</summary>
public static class BillPlot
{
    private const int Width = 1000, Height = 500;

    private static readonly Color s_host = new("#8c8c8c"), s_overhead = new("#c8c8c8");

    private static readonly Color[] s_containers =
        [new("#3b7dd8"), new("#2f9e5f"), new("#e08a1e"), new("#a46cc9"), new("#d05a6e"), new("#6fb1e8"), new("#7cc46b"), new("#b8a13a")];

    /// <summary>Draws it as SVG.</summary>
    public static string Svg(BillSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        Plot plot = new();
        plot.Font.Set("DejaVu Sans");
        double[] tops = new double[series.Intervals.Count];
        for (int account = 0; account < series.Accounts.Count; account++) Stack(plot, series, account, tops);
        plot.Title("CPU time of the workers, by container");
        plot.XLabel("seconds ago");
        plot.YLabel("CPUs");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = position => $"{-position:0}" };
        plot.Axes.SetLimitsY(0, Math.Max(0.01, tops.DefaultIfEmpty().Max() * 1.1));
        plot.ShowLegend(Edge.Right);
        return plot.GetSvgXml(Width, Height);
    }

    private static void Stack(Plot plot, BillSeries series, int account, double[] tops)
    {
        List<Bar> bars = [];
        for (int i = 0; i < tops.Length; i++)
        {
            BillInterval interval = series.Intervals[i];
            double top = tops[i] + interval.CpuSeconds[account] / interval.Seconds;
            bars.Add(new Bar
            {
                Position = -interval.AgoSeconds - interval.Seconds / 2,
                Size = interval.Seconds * 0.9,
                ValueBase = tops[i],
                Value = top,
                FillColor = ColorOf(account, series.Accounts.Count),
                LineWidth = 0,
            });
            tops[i] = top;
        }

        plot.Add.Bars(bars).LegendText = series.Accounts[account];
    }

    private static Color ColorOf(int account, int accounts) => (accounts - account) switch
    {
        1 => s_overhead,
        2 => s_host,
        _ => s_containers[account % s_containers.Length],
    };
}
