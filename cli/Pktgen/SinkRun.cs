using System.CommandLine;
using System.Diagnostics;
using Falcon.Cli.Screens;
using Falcon.Xsk.Links;
using Falcon.Xsk.Sockets;
using Falcon.Xsk.Threads;

namespace Falcon.Cli.Pktgen;

/// <summary>One run of the sink: until its time is over, a signal or a command.</summary>
internal static class SinkRun
{
    /// <summary>Counts and prints.</summary>
    public static void Execute(SinkOptions options, InvocationConfiguration io, CancellationToken stop)
    {
        using NetworkNamespace netns = options.Netns is { } name ? NetworkNamespace.Open(name) : NetworkNamespace.Current();
        SinkControl? control = options.Control is { } source ? SinkControl.Open(source) : null;
        netns.Run(() => Receive(options, control, io, stop));
    }

    private static void Receive(SinkOptions options, SinkControl? control, InvocationConfiguration io, CancellationToken stop)
    {
        if (options.Cpu is { } cpu)
            ThreadAffinity.Pin(cpu);
        using var receiver = UdpReceiver.Open(new UdpReceiverOptions
        {
            Address = options.Address,
            Port = options.Port,
            Gro = options.Gro,
            BufferBytes = options.Buffer,
        });
        var sink = new Sink(receiver);
        io.Error.WriteLine($"falcon: listening on UDP port {receiver.Port}");

        long end = options.Seconds is { } seconds ? Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency) : long.MaxValue;
        bool running = true;
        while (running && !stop.IsCancellationRequested && Stopwatch.GetTimestamp() < end)
        {
            sink.Poll();
            if (control?.Take() is { } command)
                running = Obey(command, sink, io, options.Json);
        }

        Drain(sink);
        SinkScreen.Print(sink.Report(), io.Output, options.Json);
    }

    // What has arrived counts, though the sink was stopped before it came to it; a flood is not waited for.
    private static void Drain(Sink sink)
    {
        long end = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10);
        while (sink.Poll() && Stopwatch.GetTimestamp() < end)
        {
        }
    }

    private static bool Obey(string command, Sink sink, InvocationConfiguration io, bool json)
    {
        switch (command)
        {
            case "stop":
                return false;
            case "report":
                SinkScreen.Print(sink.Report(), io.Output, json);
                return true;
            case "reset":
                sink.Reset();
                return true;
            default:
                io.Error.WriteLine($"falcon: unknown command '{command}'; there are reset, report and stop");
                return true;
        }
    }
}
