using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Next hops that change their MAC address, and more next hops than the kernel has room for.</summary>
public sealed class NextHopTests
{
    private const int KernelsRoom = 1_024; // net.ipv4.neigh.default.gc_thresh3

    public NextHopTests() => Requirements.Check();

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 4)]
    [InlineData(false, 6)]
    public void One_that_has_another_mac_address_is_found_again(bool flaps, int underlay)
    {
        using var lab = Lab.Up(new LabShape { Underlay = underlay, Start = false });
        (Host host, Host peer, Container here, Container there) = (lab.Host(1), lab.Host(2), lab.Container(1), lab.Container(2));
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(here, there.Ipv4);
        using RunningCommand traffic = here.Start("ping", "-q", "-i", "0.05", there.Ipv4);

        if (flaps) peer.Exec("ip", "link", "set", Host.Uplink, "down").Succeeds();
        peer.Exec("ip", "link", "set", Host.Uplink, "address", "02:aa:bb:cc:dd:02").Succeeds();
        if (flaps && underlay == 6) Uplinks.AddAddress(lab, peer, peer.Address);
        if (flaps) peer.Exec("ip", "link", "set", Host.Uplink, "up").Succeeds();
        Eventually.True(
            () => host.Admin.Status().Vteps.Any(vtep => vtep.NextHopMac == "02:aa:bb:cc:dd:02"),
            () => daemon.Log);
        Traffic.WarmUp(here, there.Ipv4);
    }

    [Fact]
    public void More_forged_sources_than_the_kernel_has_room_for_leave_peers_alone()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        (Host host, Container here, Container there) = (lab.Host(1), lab.Container(1), lab.Container(2));
        host.Exec("ip", "addr", "add", "10.99.0.1/16", "dev", Host.Uplink).Succeeds(); // all of them are on the link
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(here, there.Ipv4);
        string[] sources = [.. Enumerable.Range(0, 2 * KernelsRoom).Select(i => $"10.99.{10 + i / 250}.{1 + i % 250}")];
        byte[][] frames = new TunnelFrames(lab.Host(2), host, there, here).From(sources).ToArray();
        for (int round = 0; round < 3; round++) Traffic.SendFrames(lab.Host(2), Host.Uplink, frames); // met, learned from, seen again

        Traffic.WarmUp(here, there.Ipv4);
        Assert.InRange(host.Exec("ip", "-4", "neigh", "show", "dev", Host.Uplink).Succeeds().Lines.Length, 0, KernelsRoom);
        Assert.Contains("falcon_control_faults_total{thread=\"vteps\"} 0", host.Admin.Metrics(), StringComparison.Ordinal);
    }
}
