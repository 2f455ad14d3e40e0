using System.Globalization;
using Falcon.Bench.Simulation.Policies;
using Falcon.Bench.Simulation.Scenarios;
using Spectre.Console;

namespace Falcon.Bench.Simulation.Output;

/// <summary>A sweep as a table and as pictures.</summary>
internal sealed class SweepReport(Sweep sweep, IReadOnlyList<(int X, string Policy, Interval Interval)> results)
{
    public Table Table()
    {
        Table table = new Table().Border(TableBorder.Markdown);
        foreach (string column in (string[])[sweep.Varied, "policy", "offered Mpps", "delivered Mpps", "share", "p99 wait µs", "moves/s", "reordered"])
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        foreach ((int x, string policy, Interval interval) in results)
        {
            table.AddRow(
                Number(x, "N0"), policy, Number(interval.OfferedMillionPerSecond, "N2"), Number(interval.MillionPerSecond, "N2"),
                Number(interval.MillionPerSecond / interval.OfferedMillionPerSecond, "P1"), Number(interval.P99WaitingMicroseconds, "N0"),
                Number(interval.MovesPerSecond, "N0"), Number(interval.Reordered, "N0"));
        }

        return table;
    }

    public IEnumerable<LinePlot> Plots() =>
    [
        Plot("throughput", "share of the offered frames that is delivered (%)", interval => 100 * interval.MillionPerSecond / interval.OfferedMillionPerSecond),
        Plot("waiting", "p99 of waiting (µs)", interval => interval.P99WaitingMicroseconds),
    ];

    private LinePlot Plot(string file, string label, Func<Interval, double> valueOf) => new(
        $"{sweep.Name}-{file}", sweep.Description, sweep.Varied, label, [.. Enumerable.Range(0, sweep.Points.Count).Select(point => (double)point)],
        [.. PolicyCatalogue.Names.Select(name => (name, results.Where(result => result.Policy == name).Select(result => valueOf(result.Interval)).ToArray()))])
    {
        Ticks = [.. sweep.Points.Select(point => point.X)],
    };

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
