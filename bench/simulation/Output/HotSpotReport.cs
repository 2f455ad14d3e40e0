using System.Globalization;
using Falcon.Bench.Simulation.Scenarios;
using Spectre.Console;

namespace Falcon.Bench.Simulation.Output;

/// <summary>The hot-spot test as a table and as plots.</summary>
/// <param name="Runs">By policy, a run per seed.</param>
internal sealed record HotSpotReport(IReadOnlyList<(string Policy, Interval[][] Runs)> Runs)
{
    private const string Baseline = "Falcon, static";

    private static readonly string[] s_columns =
    [
        "policy", "offered Mpps", "delivered Mpps", "min – max", "× static", "p99 wait µs", "moves/s", "moves in the last second",
        "reordered",
    ];

    public Table Table()
    {
        Table table = new Table().Border(TableBorder.Markdown);
        foreach (string column in s_columns) table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        double baseline = Median(Runs.Single(run => run.Policy == Baseline).Runs, interval => interval.MillionPerSecond);
        foreach ((string policy, Interval[][] runs) in Runs)
        {
            double[] delivered = [.. runs.Select(run => HotSpot.Sum(run).MillionPerSecond)];
            double median = Median(runs, interval => interval.MillionPerSecond);
            table.AddRow(
                policy, Number(Median(runs, interval => interval.OfferedMillionPerSecond), "N2"), Number(median, "N2"),
                $"{Number(delivered.Min(), "N2")} – {Number(delivered.Max(), "N2")}", Number(median / baseline, "N2"),
                Number(runs.Select(run => run[^1].P99WaitingMicroseconds).Order().ElementAt(runs.Length / 2), "N0"),
                Number(Median(runs, interval => interval.MovesPerSecond), "N0"),
                string.Join(", ", runs.Select(run => Number(run[(HotSpot.Steps / 2)..].Sum(step => step.Moves), "N0"))),
                Number(runs.Sum(run => HotSpot.Sum(run).Reordered), "N0"));
        }

        return table;
    }

    /// <summary>The run of the first seed over time.</summary>
    public IEnumerable<LinePlot> Plots() =>
    [
        Plot("hot-spot", "delivered (million frames/s)", step => step.MillionPerSecond, Runs),
        Plot("hot-spot-moves", "moves per second", step => step.MovesPerSecond, [.. Runs.Where(run => run.Policy == "ours")]),
    ];

    private static LinePlot Plot(
        string file, string label, Func<Interval, double> valueOf, IReadOnlyList<(string Policy, Interval[][] Runs)> runs) => new(
        file,
        $"{HotSpot.Workers} CPUs, {HotSpot.Flows} flows; at 0 one of them rises to {HotSpot.HotRate / 1e6} M frames/s",
        "seconds",
        label,
        [.. Enumerable.Range(1, HotSpot.Steps).Select(step => step * HotSpot.Step.TotalSeconds)],
        [.. runs.Select(run => (run.Policy, run.Runs[0].Select(valueOf).ToArray()))]);

    private static double Median(Interval[][] runs, Func<Interval, double> valueOf) =>
        runs.Select(run => valueOf(HotSpot.Sum(run))).Order().ElementAt(runs.Length / 2);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
