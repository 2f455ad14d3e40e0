using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>An uplink that is slower than a container's sending: its queueing discipline passes a hundred megabits a second.</summary>
public sealed class SlowWireTests(LabFixture<PacketLaneWithKernel> lab) : LabTest(() => lab.Lab),
IClassFixture<LabFixture<PacketLaneWithKernel>>
{
    private const int MostLostAtOnce = 2_048; // frames of a turn that found no room: at most two turns of the flood below

    [Fact]
    public void What_it_cannot_take_waits_or_is_counted_and_it_recovers()
    {
        (Container here, Container there, Host host) = (Lab.Container(1), Lab.Container(2), Lab.Host(1));
        Traffic.WarmUp(here, there.Ipv4);
        (long lostBefore, long waitedBefore, long refusedBefore) = (RingFull(host), host.Admin.FoundNoRoom(), KernelDrops(host));
        host.Exec(
            "tc", "qdisc", "replace", "dev", Host.Uplink, "root", "tbf", "rate", "100mbit", "burst", "256k", "limit", "64m").Succeeds();

        double received = Traffic.Iperf(here, there, there.Ipv4, "-u", "-b", "800M", "-l", "1300");

        Assert.InRange(received, 1e6, 100e6);
        Assert.True(host.Admin.FoundNoRoom() > waitedBefore, $"nothing had to wait: {string.Join(", ", host.Admin.Drops())}");
        Assert.InRange(RingFull(host) - lostBefore, 0, MostLostAtOnce);
        Traffic.WarmUp(here, there.Ipv4);
        Traffic.SendFile(here, there, there.Ipv4, 5 * Traffic.Megabyte);
        Assert.Equal(refusedBefore, KernelDrops(host));
        Harness.Frames.AreConserved(host.Admin);
    }

    [Fact]
    public void One_that_stands_still_is_told_and_so_is_its_end()
    {
        (Container here, Container there, Host host) = (Lab.Container(1), Lab.Container(2), Lab.Host(1));
        Traffic.WarmUp(here, there.Ipv4);
        host.Exec(
            "tc", "qdisc", "replace", "dev", Host.Uplink, "root", "tbf", "rate", "100kbit", "burst", "16k", "limit", "64m").Succeeds();
        try
        {
            using (here.Start("ping", "-q", "-f", "-l", "65536", "-s", "1400", there.Ipv4))
                Eventually.True(() => IsTold(host, "uplink-stuck") && IsStuck(host), () => File.ReadAllText(host.Log));
        }
        finally
        {
            host.Exec("tc", "qdisc", "del", "dev", Host.Uplink, "root").Succeeds();
        }

        Eventually.True(() => IsTold(host, "uplink-resumed") && !IsStuck(host), () => File.ReadAllText(host.Log));
        Traffic.WarmUp(here, there.Ipv4);
    }

    private static long RingFull(Host host) => host.Admin.Drops().GetValueOrDefault("encapsulate/ring-full");

    private static long KernelDrops(Host host) => host.Admin.Status().Uplinks.Sum(uplink => uplink.KernelDrops);

    private static bool IsTold(Host host, string what) =>
        File.ReadAllText(host.Log).Contains($"{what} {Host.Uplink}:", StringComparison.Ordinal);

    private static bool IsStuck(Host host) =>
        host.Admin.Metrics().Contains($"falcon_uplink_stuck{{device=\"{Host.Uplink}\"}} 1", StringComparison.Ordinal);
}
