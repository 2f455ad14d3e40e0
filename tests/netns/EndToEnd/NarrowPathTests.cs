using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>A router between the hosts carries only 1400 bytes, which the hosts (1500) and the overlay (1450) do not know.</summary>
public sealed class NarrowPathTests : IDisposable
{
    private const int Narrow = 1400, Largest = 1450, Overhead = 28;
    private const string Router = "10.99.0.254";

    private readonly Lab _lab;

    public NarrowPathTests()
    {
        Requirements.Check();
        _lab = Lab.Up(new LabShape { Hosts = 3, Containers = 1, KernelHosts = 2, Start = false });
        _lab.Switch.Exec("ip", "addr", "add", $"{Router}/24", "dev", "br0").Succeeds();
        _lab.Switch.Exec(
            "sysctl", "-qw",
            "net.ipv4.ip_forward=1", "net.ipv4.conf.all.send_redirects=0", "net.ipv4.conf.br0.send_redirects=0").Succeeds();
        foreach ((Host from, Host to) in ((Host, Host)[])[(_lab.Host(1), _lab.Host(2)), (_lab.Host(2), _lab.Host(1))])
        {
            from.Exec("ip", "route", "add", $"{to.Address}/32", "via", Router, "dev", Host.Uplink).Succeeds();
            _lab.Switch.Exec("ip", "route", "add", $"{to.Address}/32", "dev", "br0", "mtu", "lock", $"{Narrow}").Succeeds();
        }
    }

    private Host Here => _lab.Host(1);

    private Container Ours => _lab.Container(1);

    private Container Theirs => _lab.Container(2);

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void Packets_that_may_be_fragmented_pass_in_fragments_both_ways()
    {
        using var daemon = FalconDaemon.Start(Here);
        Traffic.WarmUp(Ours, Theirs.Ipv4);
        Traffic.Ping(Ours, Theirs.Ipv4, "-M", "dont", "-s", $"{Largest - Overhead}");
        Traffic.Ping(Theirs, Ours.Ipv4, "-M", "dont", "-s", $"{Largest - Overhead}");
        Harness.Frames.AreConserved(Here.Admin);
    }

    [Fact]
    public void What_the_router_says_is_told_to_the_container()
    {
        using var daemon = FalconDaemon.Start(Here);
        Traffic.WarmUp(Ours, Theirs.Ipv4);
        Traffic.SendFile(Ours, Theirs, Theirs.Ipv4, Traffic.Megabyte);
        Traffic.SendFile(Ours, Theirs, Theirs.Ipv6, Traffic.Megabyte);
        Traffic.SendFile(Theirs, Ours, Ours.Ipv4, Traffic.Megabyte);
        VtepSnapshot vtep = Here.Admin.Status().Vteps.Single(vtep => vtep.Address == _lab.Host(2).Address);
        Assert.Equal(Narrow - 50, vtep.InnerMtu);
        Assert.Equal(Largest, Here.Admin.Status().Vteps.Single(vtep => vtep.Address == _lab.Host(3).Address).InnerMtu); // another path
        Assert.True(Here.Admin.Drops().GetValueOrDefault("encapsulate/above-path-mtu") > 0);
        Assert.NotEmpty(daemon.LogLines("path-mtu-changed", _lab.Host(2).Address, $"{Narrow - 50}"));
    }

    [Fact]
    public void A_route_with_an_mtu_of_its_own_is_heeded()
    {
        Here.Exec(
            "ip", "route", "replace", $"{_lab.Host(2).Address}/32",
            "via", Router, "dev", Host.Uplink, "mtu", $"{Narrow - 100}").Succeeds();
        using var daemon = FalconDaemon.Start(Here);
        Traffic.WarmUp(Ours, Theirs.Ipv4);
        Assert.Equal(Narrow - 150, Here.Admin.Status().Vteps.Single(vtep => vtep.Address == _lab.Host(2).Address).InnerMtu);
        Ours.Exec("ping", "-c", "1", "-W", "1", "-M", "do", "-s", $"{Narrow - 150 - Overhead + 1}", Theirs.Ipv4).Fails();
        Traffic.Ping(Ours, Theirs.Ipv4, "-M", "do", "-s", $"{Narrow - 150 - Overhead}");
    }
}
