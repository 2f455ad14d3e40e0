using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Uplinks that go, come back and change while the daemon runs: it follows and reports.</summary>
public sealed class UplinkTests
{
    public UplinkTests() => Requirements.Check();

    [Theory]
    [InlineData("packet", "auto", 4)]
    [InlineData("xdp", "xsk", 4)]
    [InlineData("packet", "auto", 6)]
    public void One_that_is_deleted_and_made_again_is_taken_up(string lane, string transmit, int underlay)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Transmit = transmit, Underlay = underlay, Workers = "0,1", Start = false });
        Host host = lab.Host(1);
        using var daemon = FalconDaemon.Start(host);
        for (int time = 1; time <= 2; time++)
        {
            Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
            using (lab.Container(1).Start("ping", "-q", "-i", "0.002", lab.Container(2).Ipv4)) // frames are on their way at its end
            {
                Uplinks.Delete(lab);
                Uplinks.AreSeen(host, up: false);
                Assert.Contains("falcon_uplink_up{device=\"eth1\"} 0", host.Admin.Metrics(), StringComparison.Ordinal);
                Traffic.Ping(lab.Container(1, 1), lab.Container(1, 2).Ipv4); // this host's containers still reach each other
                Uplinks.Make(lab);
                Uplinks.AreSeen(host, up: true);
            }

            Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
            Traffic.SendFile(lab.Container(1), lab.Container(2), lab.Container(2).Ipv4, 2 * Traffic.Megabyte);
            Traffic.SendFile(lab.Container(2), lab.Container(1), lab.Container(1).Ipv4, 2 * Traffic.Megabyte);
            Harness.Frames.AreConserved(host.Admin);
            Eventually.True(() => daemon.LogLines("uplink-up", "eth1").Count() >= time, () => daemon.Log);
            Assert.Contains(daemon.LogLines("uplink-down", "eth1"), line => line.Contains("gone", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void One_that_is_set_down_and_up_is_told()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        Host host = lab.Host(1);
        using var daemon = FalconDaemon.Start(host);
        host.Exec("ip", "link", "set", Host.Uplink, "down").Succeeds();
        Uplinks.AreSeen(host, up: false);
        Assert.Contains("set down", host.Admin.Status().Uplinks[0].DownReason, StringComparison.Ordinal);
        host.Exec("ip", "link", "set", Host.Uplink, "up").Succeeds();
        Uplinks.AreSeen(host, up: true);
        lab.Host(2).Exec("ip", "link", "set", Host.Uplink, "down").Succeeds();
        Uplinks.AreSeen(host, up: false);
        Assert.Contains("carrier", host.Admin.Status().Uplinks[0].DownReason, StringComparison.Ordinal);
        lab.Host(2).Exec("ip", "link", "set", Host.Uplink, "up").Succeeds();
        Uplinks.AreSeen(host, up: true);
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
    }

    [Fact]
    public void Another_name_another_mac_address_and_more_queues_are_followed()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        Host host = lab.Host(1);
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);

        host.Exec("ip", "link", "set", Host.Uplink, "name", "wire0").Succeeds();
        Told(daemon, "uplink-changed", "wire0");
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
        host.Exec("ip", "link", "set", "wire0", "name", Host.Uplink).Succeeds();

        host.Exec("ip", "link", "set", Host.Uplink, "address", "02:aa:bb:cc:dd:ee").Succeeds();
        Told(daemon, "uplink-changed", "02:aa:bb:cc:dd:ee");
        using (Capture capture = lab.Host(2).Capture(Host.Uplink, "udp port 4789", "in"))
        {
            Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
            IReadOnlyList<string[]> sources = capture.Stop().Fields("vxlan", "eth.src");
            Assert.Contains(sources, source => source[0].StartsWith("02:aa:bb:cc:dd:ee", StringComparison.Ordinal));
        }

        host.Exec("ethtool", "-L", Host.Uplink, "rx", "2", "tx", "2").Succeeds();
        Eventually.True(() => host.Admin.Status().Uplinks.Count == 2, () => host.Admin.StatusJson());
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
        Traffic.SendFile(lab.Container(2), lab.Container(1), lab.Container(1).Ipv4, Traffic.Megabyte);
        Harness.Frames.AreConserved(host.Admin);
    }

    [Theory]
    [InlineData(4, "10.99.0.1", "10.99.0.77")]
    [InlineData(6, "fd99::1", "fd99::77")]
    public void Another_address_is_another_vtep(int underlay, string old, string other)
    {
        using var lab = Lab.Up(new LabShape { Underlay = underlay, KernelHosts = 0, Start = false });
        (Host host, Host peer) = (lab.Host(1), lab.Host(2));
        Assert.Equal(old, host.Address);
        host.Configuration.Replace($"vteps: [\"{old}\"]\n", "");
        peer.Configuration.Replace($"peers: [\"{old}\"]", $"peers: [\"{old}\", \"{other}\"]");
        using var daemon = FalconDaemon.Start(host);
        using var peers = FalconDaemon.Start(peer);
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);

        host.Exec("ip", "addr", "flush", "dev", Host.Uplink, "scope", "global").Succeeds();
        Told(daemon, "local-vteps-changed", "none");
        Uplinks.AddAddress(lab, host, other);
        Told(daemon, "local-vteps-changed", other);
        Assert.Equal([other], host.Admin.Status().Vteps.Where(vtep => vtep.Local).Select(vtep => vtep.Address));
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
        Assert.Contains(peer.Admin.Fdb(), entry => entry.Target == other);
    }

    [Fact]
    public void A_configured_vtep_that_the_host_loses_stays_and_is_told()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        Host host = lab.Host(1);
        using var daemon = FalconDaemon.Start(host);
        host.Exec("ip", "addr", "del", $"{host.Address}/24", "dev", Host.Uplink).Succeeds();
        Told(daemon, "local-vtep-missing", host.Address);
        Assert.Contains(host.Admin.Status().Vteps, vtep => vtep.Local && vtep.Address == host.Address);
        Uplinks.AddAddress(lab, host, host.Address);
        Told(daemon, "local-vteps-changed", host.Address);
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
    }

    [Fact]
    public void A_smaller_mtu_is_told_to_the_containers_and_a_larger_one_as_well()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        (Host host, Container here, Container there) = (lab.Host(1), lab.Container(1), lab.Container(2));
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(here, there.Ipv4);

        SetMtu(host, 1300, innerMtu: 1250);
        CommandResult answer = here.Exec("ping", "-c", "1", "-W", "30", "-M", "do", "-s", "1400", there.Ipv4).Fails();
        Assert.Contains("mtu = 1250", answer.ToString(), StringComparison.OrdinalIgnoreCase);
        Traffic.SendFile(here, there, there.Ipv4, Traffic.Megabyte);
        Assert.True(host.Admin.Drops().GetValueOrDefault("encapsulate/above-path-mtu") > 0);

        SetMtu(host, 1500, innerMtu: 1450);
        here.Exec("ip", "route", "flush", "cache").Succeeds(); // the kernel remembers a path MTU for ten minutes
        Traffic.Ping(here, there.Ipv4, "-M", "do", "-s", "1400");
    }

    private static void SetMtu(Host host, int mtu, int innerMtu)
    {
        host.Exec("ip", "link", "set", Host.Uplink, "mtu", $"{mtu}").Succeeds();
        Eventually.True(() => host.Admin.Status().Vteps.Any(vtep => vtep.InnerMtu == innerMtu), () => host.Admin.StatusJson());
    }

    private static void Told(FalconDaemon daemon, params string[] words) =>
        Eventually.True(() => daemon.LogLines(words).Any(), () => $"no line with {string.Join(", ", words)}\n{daemon.Log}");
}
