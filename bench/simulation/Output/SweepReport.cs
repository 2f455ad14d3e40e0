using System.Globalization;
using Falcon.Bench.Simulation.Policies;
using Falcon.Bench.Simulation.Scenarios;
using Spectre.Console;

namespace Falcon.Bench.Simulation.Output;

/// <summary>A sweep as a table and as plots.</summary>
internal sealed class SweepReport(Sweep sweep, IReadOnlyList<(int X, string Policy, Interval Interval)> results)
{
    public Table Table()
    {
        Table table = new Table().Border(TableBorder.Markdown);
        string[] columns = [sweep.Varied, "policy", "offered Mpps", "delivered Mpps", "share", "p99 wait µs", "moves/s", "reordered"];
        foreach (string column in columns)
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        foreach ((int x, string policy, Interval interval) in results)
        {
            table.AddRow(
                Number(x, "N0"), policy, Number(interval.OfferedMillionPerSecond, "N2"), Number(interval.MillionPerSecond, "N2"),
                Number(interval.ShareDelivered, "P1"), Number(interval.P99WaitingMicroseconds, "N0"),
                Number(interval.MovesPerSecond, "N0"), Number(interval.Reordered, "N0"));
        }

        return table;
    }

    public IEnumerable<LinePlot> Plots() =>
    [
        Plot("throughput", "share of the offered frames that is delivered (%)", interval => 100 * interval.ShareDelivered),
        Plot("waiting", "p99 of waiting (µs)", interval => interval.P99WaitingMicroseconds) with { IsLogarithmic = true },
    ];

    private LinePlot Plot(string file, string label, Func<Interval, double> valueOf) => new(
        $"{sweep.Name}-{file}",
        sweep.Description,
        sweep.Varied,
        label,
        [.. Enumerable.Range(0, sweep.Points.Count).Select(point => (double)point)],
        [.. PolicyCatalogue.Names.Select(name => (name, ValuesOf(name, valueOf)))])
    {
        Ticks = [.. sweep.Points.Select(point => point.X)],
    };

    private double[] ValuesOf(string policy, Func<Interval, double> valueOf) =>
        [.. results.Where(result => result.Policy == policy).Select(result => valueOf(result.Interval))];

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
