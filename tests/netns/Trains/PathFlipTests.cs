using System.Diagnostics;
using System.Globalization;
using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>
/// Floods of numbered datagrams and streams while their path changes between the kernel and the engine, some ten times a second.
/// FALCON_SOAK=N makes them N times as long.
/// </summary>
public sealed class PathFlipTests : IDisposable
{
    private const int Rate = 30_000, Datagrams = 90_000, Flows = 64, FileBytes = 64 * Traffic.Megabyte;
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(100);

    private static readonly int s_times = int.Parse(
        Environment.GetEnvironmentVariable("FALCON_SOAK") ?? "1", CultureInfo.InvariantCulture);

    private readonly Lab _lab;
    private readonly FalconDaemon _daemon;
    private readonly LabConfig _config;

    public PathFlipTests()
    {
        Requirements.Check();
        _lab = Lab.Up(new LabShape { Path = "kernel", Start = false });
        _config = Host.Configuration;
        _daemon = FalconDaemon.Start(Host);
        // With GRO the far end has NAPI, which may change its CPU; then the kernel reorders what came in order.
        _lab.Host(2).TurnGroOff();
        Traffic.WarmUp(Here, There.Ipv4);
        Traffic.WarmUp(Beside, There.Ipv4);
        Traffic.WarmUp(Here, Beside.Ipv4);
    }

    private Host Host => _lab.Host(1);

    private Container Here => _lab.Container(1, 1);

    private Container Beside => _lab.Container(1, 2);

    private Container There => _lab.Container(2);

    public void Dispose()
    {
        _daemon.Dispose();
        _lab.Dispose();
    }

    [Theory]
    [InlineData("from the wire")]
    [InlineData("to the wire")]
    [InlineData("beside")]
    public void Datagrams_keep_their_order_and_none_comes_twice(string way)
    {
        Container to = way == "to the wire" ? There : Here;
        int port = Traffic.NextPort(), datagrams = Datagrams * s_times;
        string[] options =
        [
            "--port", $"{port}", "--flows", $"{Flows}", "--count", $"{datagrams}", "--rate", $"{Rate}",
            "--cpu", "1", // the kernel reorders a sender that changes its CPU
        ];
        using var sink = new OrderSink(to, port);
        using RunningCommand flood = way == "from the wire"
            ? _lab.Host(2).Start(Repository.Falcon, _lab.PktgenTo(Here, ["--from-mac", There.Mac, .. options]))
            : way == "beside" ? Send(Beside, to, options) : Send(Here, to, options);
        (long kernel, long engine, int changes) = FlipUntil(
            () => flood.HasEnded, way == "to the wire" ? port => port.Sent : port => port.Received);
        flood.Ends().Succeeds();
        Traffic.Passed(to, Here == to ? There : Here);
        sink.End();

        Assert.Equal((Flows, 0, 0), (sink.Count("flows"), sink.Count("reordered"), sink.Count("duplicates")));
        Assert.Equal(0, sink.Count("stale"));
        // none is lost without being counted, but for one between two programs when its port is revoked
        Assert.InRange(datagrams - sink.Count("datagrams") - sink.Count("socketDrops"), 0, Lost() + changes);
        Assert.True(kernel > datagrams / 20 && engine > datagrams / 20, $"the kernel path carried {kernel}, the engine {engine}");
        End();
    }

    [Fact]
    public async Task A_stream_arrives_as_it_was_sent()
    {
        var streams = Task.Run(
            () =>
            {
                for (int time = 0; time < s_times; time++)
                {
                    Traffic.SendFile(There, Here, Here.Ipv4, FileBytes);
                    Traffic.SendFile(Here, There, There.Ipv4, FileBytes);
                    Traffic.SendFile(Beside, Here, Here.Ipv4, FileBytes);
                }
            },
            TestContext.Current.CancellationToken);
        (long kernel, long engine, _) = FlipUntil(() => streams.IsCompleted, port => port.Received);
        await streams;
        Assert.True(kernel > 1000 && engine > 1000, $"the kernel path carried {kernel}, the engine {engine}");
        End();
    }

    /// <summary>The kernel path cannot send trains of datagrams to a VTEP, but could send what is between them.</summary>
    [Fact]
    public void Trains_and_single_datagrams_of_a_flow_keep_their_order()
    {
        const int Rounds = 200;
        Eventually.True(IsCarried, Host.Admin.StatusJson);
        int port = Traffic.NextPort();
        string sends = string.Concat(Enumerable.Repeat("1200 48000\n0 100\n0 200\n500 1000\n0 300\n", Rounds));
        using RunningCommand receiver = There.StartScript("udp_receive.py", $"{port}", $"{Rounds * (40 + 2 + 2 + 1)}").Says("ready");
        CommandResult sent = Here.Script("udp_segment.py", sends, There.Ipv4, $"{port}").Succeeds();
        Assert.Equal(sent.Lines, receiver.Ends().Succeeds().Lines[1..^1]);
        PathSnapshot path = Host.Admin.Port(Here).KernelPath!;
        string seen = System.Text.Json.JsonSerializer.Serialize(path);
        TestContext.Current.TestOutputHelper?.WriteLine(seen);
        Assert.True(path.Missed.Any(missed => missed.Reason == "segments" && missed.Frames >= 2 * Rounds), seen);
        Assert.Contains(path.Missed, missed => missed.Reason == "order"); // single ones stayed with them
        Assert.Equal(0, path.Overdue);
        End();
    }

    /// <summary>Whether the kernel path carries what the first container sends to the other host.</summary>
    private bool IsCarried()
    {
        long before = Host.Admin.Port(Here).KernelPath?.TxFrames ?? 0;
        Traffic.Passed(Here, There);
        return Host.Admin.Port(Here).KernelPath is { } path && path.TxFrames > before;
    }

    private static RunningCommand Send(Container from, Container to, string[] options) => from.Start(Repository.Falcon,
    [
        "pktgen", "--xsk", "--device", "eth0", "--to-mac", to.Mac, "--from-ip", from.Ipv4, "--to-ip", to.Ipv4, .. options,
    ]);

    /// <summary>Changes the path until something is over.</summary>
    /// <returns>The frames of the first container that the kernel path carried, those of the engine, and how often it changed.</returns>
    private (long Kernel, long Engine, int Changes) FlipUntil(Func<bool> isOver, Func<(long Sent, long Received), long> which)
    {
        long kernel = 0, engineBefore = which(Engine(Host.Admin.Port(Here)));
        int flips = 0;
        using var admin = new AdminClient(Host.Admin.SocketPath, TimeSpan.FromSeconds(60));
        for (var clock = Stopwatch.StartNew(); !isOver();)
        {
            PortSnapshot port = Host.Admin.Port(Here);
            if (port.KernelPath is { } path) kernel = Math.Max(kernel, which((path.TxFrames, path.RxFrames)));
            if (flips++ % 2 == 0) _config.Replace("path: kernel", "path: engine");
            else _config.Restore();
            admin.ReloadAsync(dryRun: false).GetAwaiter().GetResult();
            TimeSpan rest = s_period - clock.Elapsed;
            if (rest > TimeSpan.Zero) Thread.Sleep(rest); // the period of the test's load
            clock.Restart();
        }

        _config.Restore();
        admin.ReloadAsync(dryRun: false).GetAwaiter().GetResult();
        PortSnapshot after = Host.Admin.Port(Here);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{flips} changes; kernel path: {System.Text.Json.JsonSerializer.Serialize(after.KernelPath)}, engine: {Engine(after)}");
        return (kernel, which(Engine(after)) - engineBefore, flips);
    }

    private static (long Sent, long Received) Engine(PortSnapshot port) => (port.TxFrames, port.RxFrames);

    private void End()
    {
        Frames.AreConserved(Host.Admin);
        Assert.Equal(0, _daemon.End(Signal.Terminate).ExitCode);
    }

    private long Lost() => Host.Admin.Drops().Values.Sum()
        + Host.Admin.Status().Uplinks.Sum(uplink => uplink.RxRingFull + uplink.FillRingEmpty + uplink.KernelDrops + uplink.DivertDrops);
}
