using System.Globalization;
using System.Text.Json;
using Falcon.Pktgen;
using Spectre.Console;

namespace Falcon.Cli.Screens;

/// <summary>What <c>falcon pktgen sink</c> prints.</summary>
internal static class SinkScreen
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public static void Print(SinkReport report, TextWriter output, bool json)
    {
        if (json) output.WriteLine(JsonSerializer.Serialize(report, s_json)); // one line each, so that several can be told apart
        else Terminal.On(output).Write(Table(report));
    }

    private static Grid Table(SinkReport report)
    {
        double perMessage = report.Messages > 0 ? (double)report.Datagrams / report.Messages : 0;
        Grid grid = new Grid().AddColumn().AddColumn(new GridColumn().RightAligned());
        grid.AddRow("datagrams", Number(report.Datagrams));
        grid.AddRow("bytes", Number(report.Bytes));
        grid.AddRow("seconds", report.Seconds.ToString("0.000", CultureInfo.InvariantCulture));
        grid.AddRow("datagrams/s", Number(report.Pps));
        grid.AddRow("datagrams per message", perMessage.ToString("0.0", CultureInfo.InvariantCulture));
        grid.AddRow("flows", Number(report.Flows));
        grid.AddRow("lost", $"{Number(report.Lost)} ({Number(report.SocketDrops)} at the socket)");
        grid.AddRow("duplicates", Number(report.Duplicates));
        grid.AddRow("reordered", Number(report.Reordered));
        grid.AddRow("stale, foreign", $"{Number(report.Stale)}, {Number(report.Foreign)}");
        if (report.DelayMicroseconds is { } delay)
        {
            grid.AddRow(
                "delay p50, p99, p99.9, max (µs)", $"{Number(delay.P50)}, {Number(delay.P99)}, {Number(delay.P999)}, {Number(delay.Max)}");
        }

        grid.AddRow("CPU time (s)", report.CpuSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        return grid;
    }

    private static string Number(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
