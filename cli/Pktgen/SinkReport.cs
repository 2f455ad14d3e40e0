using System.Globalization;
using System.Text.Json;
using Falcon.Cli.Screens;
using Falcon.Xsk;
using HdrHistogram;
using Spectre.Console;

namespace Falcon.Cli.Pktgen;

/// <summary>What a sink counted. Its properties are the JSON.</summary>
internal sealed class SinkReport
{
    private const double NanosecondsPerSecond = 1e9;
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public SinkReport(SequenceCounts sequences, HistogramBase delays, long datagrams, long bytes, long messages, long foreign, long dropped, long elapsed, long cpu)
    {
        Flows = sequences.Flows;
        Lost = sequences.Lost;
        Duplicates = sequences.Duplicates;
        Reordered = sequences.Reordered;
        Stale = sequences.Stale;
        Datagrams = datagrams;
        Bytes = bytes;
        Messages = messages;
        Foreign = foreign;
        SocketDrops = dropped;
        Seconds = elapsed / NanosecondsPerSecond;
        CpuSeconds = cpu / NanosecondsPerSecond;
        DelayMicroseconds = delays.TotalCount > 0 ? SinkDelays.Of(delays) : null;
    }

    /// <summary>UDP datagrams, each part of a joined message counted.</summary>
    public long Datagrams { get; }

    /// <summary>Bytes of UDP payload.</summary>
    public long Bytes { get; }

    /// <summary>Messages that the kernel handed over: fewer than datagrams with GRO.</summary>
    public long Messages { get; }

    /// <summary>From the first to the last arrival.</summary>
    public double Seconds { get; }

    public double Pps => Seconds > 0 ? Datagrams / Seconds : 0;

    public int Flows { get; }

    public long Lost { get; }

    public long Duplicates { get; }

    public long Reordered { get; }

    /// <summary>Datagrams too late to tell late from doubled.</summary>
    public long Stale { get; }

    /// <summary>Datagrams that are not the generator's.</summary>
    public long Foreign { get; }

    /// <summary>Datagrams that did not fit the socket's buffer; they are among the lost.</summary>
    public long SocketDrops { get; }

    public double CpuSeconds { get; }

    /// <summary>One-way delay, from the generator's clock reading to this one's; null when no datagram had one.</summary>
    public SinkDelays? DelayMicroseconds { get; }

    public void Print(TextWriter output, bool json)
    {
        if (json)
            output.WriteLine(JsonSerializer.Serialize(this, s_json)); // one line each, so that several can be told apart
        else
            Terminal.On(output).Write(Table());
    }

    private Grid Table()
    {
        Grid grid = new Grid().AddColumn().AddColumn(new GridColumn().RightAligned());
        grid.AddRow("datagrams", Number(Datagrams));
        grid.AddRow("bytes", Number(Bytes));
        grid.AddRow("seconds", Seconds.ToString("0.000", CultureInfo.InvariantCulture));
        grid.AddRow("datagrams/s", Number(Pps));
        grid.AddRow("datagrams per message", (Messages > 0 ? (double)Datagrams / Messages : 0).ToString("0.0", CultureInfo.InvariantCulture));
        grid.AddRow("flows", Number(Flows));
        grid.AddRow("lost", $"{Number(Lost)} ({Number(SocketDrops)} at the socket)");
        grid.AddRow("duplicates", Number(Duplicates));
        grid.AddRow("reordered", Number(Reordered));
        grid.AddRow("stale, foreign", $"{Number(Stale)}, {Number(Foreign)}");
        if (DelayMicroseconds is { } delay)
            grid.AddRow("delay p50, p99, p99.9, max (µs)", $"{Number(delay.P50)}, {Number(delay.P99)}, {Number(delay.P999)}, {Number(delay.Max)}");
        grid.AddRow("CPU time (s)", CpuSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        return grid;
    }

    private static string Number(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
