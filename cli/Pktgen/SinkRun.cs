using System.Diagnostics;
using Falcon.Xsk;

namespace Falcon.Cli.Pktgen;

/// <summary>One run of the sink: until its time is over, a signal or a command.</summary>
internal static class SinkRun
{
    /// <summary>Counts and prints; the exit code.</summary>
    public static int Execute(SinkOptions options)
    {
        using var signals = new StopSignals();
        using NetworkNamespace netns = options.Netns is { } name ? NetworkNamespace.Open(name) : NetworkNamespace.Current();
        SinkControl? control = options.Control is { } source ? SinkControl.Open(source) : null;
        CancellationToken stop = signals.Token;
        netns.Run(() => Receive(options, control, stop));
        return 0;
    }

    private static void Receive(SinkOptions options, SinkControl? control, CancellationToken stop)
    {
        if (options.Cpu is { } cpu)
            ThreadAffinity.Pin(cpu);
        using UdpReceiver receiver = UdpReceiver.Open(new UdpReceiverOptions
        {
            Address = options.Address,
            Port = options.Port,
            Gro = options.Gro,
            BufferBytes = options.Buffer,
        });
        var sink = new Sink(receiver);
        Console.Error.WriteLine($"falcon: listening on UDP port {receiver.Port}");

        long end = options.Seconds is { } seconds ? Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency) : long.MaxValue;
        bool running = true;
        while (running && !stop.IsCancellationRequested && Stopwatch.GetTimestamp() < end)
        {
            sink.Poll();
            if (control?.Take() is { } command)
                running = Obey(command, sink, options.Json);
        }

        sink.Report().Print(options.Json);
    }

    private static bool Obey(string command, Sink sink, bool json)
    {
        switch (command)
        {
            case "stop":
                return false;
            case "report":
                sink.Report().Print(json);
                return true;
            case "reset":
                sink.Reset();
                return true;
            default:
                Console.Error.WriteLine($"falcon: unknown command '{command}'; there are reset, report and stop");
                return true;
        }
    }
}
