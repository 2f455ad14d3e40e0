using System.Globalization;
using Falcon.Bench.Simulation.Costs;
using Falcon.Bench.Simulation.Scenarios;
using Spectre.Console;

namespace Falcon.Bench.Simulation.Output;

/// <summary>The throughput of one and two workers, as a table.</summary>
internal static class OverloadReport
{
    public static Table Table(StageCosts costs)
    {
        Table table = new Table().Border(TableBorder.Markdown);
        foreach (string column in (string[])["workers", "flows", "delivered Mpps", "× one worker", "moves/s", "reordered"])
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        double one = 0;
        foreach ((int workers, int flows) in Overload.Points)
        {
            Interval interval = Overload.Simulate(workers, flows, costs, seed: 1);
            if (workers == 1) one = interval.MillionPerSecond;
            table.AddRow(
                $"{workers}", $"{flows}", Number(interval.MillionPerSecond, "N2"), Number(interval.MillionPerSecond / one, "N2"),
                Number(interval.MovesPerSecond, "N0"), Number(interval.Reordered, "N0"));
        }

        return table;
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
