using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>A flood of numbered datagrams while their path changes between the kernel and the engine.</summary>
public sealed class PathFlipTests
{
    private const int Rate = 30_000, Datagrams = 300_000, Flows = 64;

    public PathFlipTests() => Requirements.Check();

    [Fact]
    public void No_datagram_is_delivered_twice_or_to_nobody_while_paths_change()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", Start = false });
        (Host host, Container here, Container there) = (lab.Host(1), lab.Container(1), lab.Container(2));
        LabConfig config = host.Configuration;
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(here, there.Ipv4);
        int port = Traffic.NextPort();
        using var sink = new OrderSink(here, port);
        using RunningCommand flood = lab.Host(2).Start(Repository.Falcon, lab.PktgenTo(
            here, "--from-mac", there.Mac, "--port", $"{port}", "--flows", $"{Flows}", "--count", $"{Datagrams}", "--rate", $"{Rate}"));
        long byKernel = 0;
        while (!flood.HasEnded)
        {
            byKernel += host.Admin.Port(here).KernelPath?.RxFrames ?? 0;
            config.Replace("path: kernel", "path: engine");
            host.Reload().Succeeds();
            Assert.Null(host.Admin.Port(here).KernelPath);
            config.Restore();
            host.Reload().Succeeds();
        }

        flood.Ends().Succeeds();
        Traffic.Passed(there, here);
        sink.End();
        Assert.True(byKernel > Datagrams / 20, $"the kernel path carried {byKernel} only");
        Assert.True(host.Admin.Port(here).RxFrames > Datagrams / 20, "the engine carried hardly any");
        Assert.Equal((0, 0), (sink.Count("duplicates"), sink.Count("stale")));
        // none is lost without being counted
        Assert.InRange(Datagrams - sink.Count("datagrams") - sink.Count("socketDrops"), 0, Lost(host));
        Frames.AreConserved(host.Admin);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    private static long Lost(Host host) => host.Admin.Drops().Values.Sum()
        + host.Admin.Status().Uplinks.Sum(uplink => uplink.RxRingFull + uplink.FillRingEmpty + uplink.KernelDrops + uplink.DivertDrops);
}
