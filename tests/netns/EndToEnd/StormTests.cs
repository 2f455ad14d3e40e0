using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Local and remote containers that flood with broadcasts.</summary>
public sealed class StormTests : IDisposable
{
    private const ushort Port = 31_997; // no process listens, and none answers a broadcast
    private const int Containers = 3;

    private readonly Lab _lab;

    public StormTests()
    {
        Requirements.Check();
        _lab = Lab.Up(new LabShape { Containers = Containers, Start = false });
    }

    private Host Host => _lab.Host(1);

    private Container Remote => _lab.Container(2, 1);

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void Broadcasts_from_the_wire_spend_no_budget_and_are_the_overlays_bill()
    {
        Container limited = _lab.Container(1, 1);
        using var daemon = FalconDaemon.Start(Host, limited, "budget: {cpu: 1%}");
        Traffic.WarmUp(Remote, limited.Ipv4);
        long before = Used(limited);
        double billed = OfTheOverlay();
        Eventually.True(
            () =>
            {
                Broadcast(Remote, 1_000);
                return Received(limited) > 10_000; // the copies of 10 ms in a second would be more
            },
            "the broadcasts do not arrive", TimeSpan.FromMinutes(1));
        Assert.True(OfTheOverlay() > billed, "the overlay was billed nothing");
        Assert.InRange(Used(limited) - before, 0, (long)((OfTheOverlay() - billed) * 1e9 / Containers));
        Traffic.Ping(Remote, limited.Ipv4, "-c", "20");

        string csv = Host.Exec(Repository.Falcon, "bill", "--socket", Host.Admin.SocketPath, "--csv").Succeeds().Output;
        Assert.Contains($"overlay,overlay {limited.Vni},{limited.Vni},", csv, StringComparison.Ordinal);
        Assert.Contains(
            $"falcon_overlay_cpu_seconds_total{{vni=\"{limited.Vni}\",stage=\"deliver\"}}",
            Host.Admin.Metrics(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_storm_is_dropped_on_its_sources_account_said_once_and_the_limit_changes_by_reload()
    {
        (Container loud, Container neighbour) = (_lab.Container(1, 1), _lab.Container(1, 2));
        using var daemon = FalconDaemon.Start(Host, loud, "storm-limit: 30");
        Traffic.WarmUp(loud, neighbour.Ipv4);
        Broadcast(loud, 2_000);
        Eventually.True(() => Storms(Host.Admin.Port(loud).Drops) > 1_000, "nothing is dropped");
        Traffic.Passed(loud, neighbour); // known unicast does not count
        Eventually.True(
            () => daemon.LogLines("warn", "storm-limited", loud.Port, "30 copies").Count() == 1,
            () => $"it is not said\n{daemon.Log}");
        Broadcast(loud, 2_000);
        Assert.Single(daemon.LogLines("storm-limited"));

        long dropped = Storms(Host.Admin.Port(loud).Drops), heard = Received(neighbour);
        Host.Configuration.Add(loud, "storm-limit: 1000000");
        Assert.Equal($"port-changed {loud.Port}: storm-limit", Host.Reload().Succeeds().Output.Trim());
        Broadcast(loud, 2_000);
        Eventually.True(() => Received(neighbour) >= heard + 2_000, "a broadcast is missing");
        Assert.Equal(dropped, Storms(Host.Admin.Port(loud).Drops));
        Assert.Equal(0, Storms(Host.Admin.Port(neighbour).Drops));
    }

    [Fact]
    public void A_vteps_storm_is_dropped_on_the_overlays_account()
    {
        Host.Configuration.Replace("    ports:\n", "    storm-limit: 30\n    ports:\n");
        using var daemon = FalconDaemon.Start(Host);
        Traffic.WarmUp(Remote, _lab.Container(1, 1).Ipv4);
        Broadcast(Remote, 2_000);
        Eventually.True(() => Storms(Host.Admin.Status().Overlays.Single().Drops) > 1_000, "nothing is dropped");
        Eventually.True(() => daemon.LogLines("storm-limited", _lab.Host(2).Address).Count() == 1, () => $"it is not said\n{daemon.Log}");
        Traffic.Ping(Remote, _lab.Container(1, 1).Ipv4);
    }

    private static void Broadcast(Container from, int frames) =>
        Traffic.SendFrames(from, "eth0", Enumerable.Repeat(
            FrameBuilder.Ethernet(
                "ff:ff:ff:ff:ff:ff", from.Mac,
                FrameBuilder.Ipv4Type, FrameBuilder.Ipv4(from.Ipv4, "255.255.255.255", FrameBuilder.Udp(Port, Port, new byte[36]))),
            frames));

    private static long Storms(IEnumerable<DropCount> drops) =>
        drops.Where(drop => drop is { Stage: "bridge", Reason: "storm" }).Sum(drop => drop.Frames);

    private long Received(Container container) => Host.Admin.Port(container).RxFrames;

    private long Used(Container container) => Host.Admin.Port(container).Budget!.UsedNanoseconds;

    private double OfTheOverlay() => Host.Admin.Bills().Overlays.Single().CpuSeconds;
}
