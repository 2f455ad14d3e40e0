using System.Net;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Links;
using Falcon.Xsk.Threads;

namespace Falcon.Netns.Tests.Links;

public sealed class RtNetlinkTests
{
    [Fact]
    public void A_veth_pair_spans_two_namespaces_with_all_that_was_asked_for()
    {
        using var container = new NamedNamespace();
        using var host = NetworkNamespace.CreateAnonymous();
        using RtNetlink netlink = host.Run(RtNetlink.Open);

        netlink.CreateVeth(new VethOptions
        {
            Name = "p-web",
            PeerName = "eth0",
            PeerNamespaceFd = container.Handle.Fd,
            Mac = [2, 0, 0, 0, 1, 1],
            PeerMac = [2, 0, 0, 0, 2, 1],
            Mtu = 1450,
            Queues = 2,
        });

        LinkInfo own = netlink.FindLink("p-web")!;
        LinkInfo peer = container.Netlink.FindLink("eth0")!;
        Assert.Equal((1450, 2, 2, "veth", false, false), (own.Mtu, own.RxQueues, own.TxQueues, own.Kind, own.Up, own.Running));
        Assert.Equal((1450, 2, 2, "veth", false), (peer.Mtu, peer.RxQueues, peer.TxQueues, peer.Kind, peer.Up));
        Assert.Equal([2, 0, 0, 0, 1, 1], own.Mac);
        Assert.Equal([2, 0, 0, 0, 2, 1], peer.Mac);
        Assert.Equal((peer.IfIndex, own.IfIndex), (own.PeerIfIndex, peer.PeerIfIndex));
        Assert.Null(netlink.FindLink("eth0"));
        Assert.Equal(own.Name, netlink.FindLink(own.IfIndex)!.Name);
        Assert.Equal(["lo", "p-web"], netlink.Links().Select(link => link.Name));
        Assert.True(netlink.FindLink("lo")!.Loopback);
    }

    [Fact]
    public void Devices_go_up_change_their_mtu_and_are_deleted()
    {
        using var pair = new ContainerLink();
        using RtNetlink netlink = pair.Host.Run(RtNetlink.Open);
        Assert.True(netlink.FindLink(pair.IfIndex)!.Running);

        netlink.SetUp(pair.IfIndex, up: false);
        Assert.False(netlink.FindLink(pair.IfIndex)!.Up);
        netlink.SetMtu(pair.IfIndex, 9000);
        Assert.Equal(9000, netlink.FindLink(pair.IfIndex)!.Mtu);
        netlink.DeleteLink(pair.IfIndex);
        Assert.Null(netlink.FindLink(pair.IfIndex));
        Assert.Null(pair.Container.Netlink.FindLink("eth0"));
        netlink.DeleteLink(pair.IfIndex);
    }

    [Fact]
    public void Many_devices_are_deleted_in_one_go_and_others_stay()
    {
        using var pair = new ContainerLink();
        using RtNetlink netlink = pair.Host.Run(RtNetlink.Open);
        IReadOnlyList<LinkInfo> before = netlink.Links();
        for (int i = 0; i < 5; i++)
        {
            netlink.CreateVeth(new VethOptions
            {
                Name = $"a{i}",
                IfIndex = 1000 + i,
                PeerName = $"b{i}",
                PeerNamespaceFd = pair.Container.Handle.Fd,
                PeerMac = [2, 0, 0, 0, 9, (byte)i],
                Mtu = 1450,
                Queues = 1,
            });
        }

        netlink.DeleteLinks([1000, 1001, 1999, 1003]);
        Assert.Equal([.. before.Select(link => link.Name), "a2", "a4"], netlink.Links().Select(link => link.Name));
        Assert.Null(pair.Container.Netlink.FindLink("b0"));
        Assert.NotNull(pair.Container.Netlink.FindLink("b2"));
        netlink.DeleteLinks([1000]);
        netlink.DeleteLinks([]);
        Assert.Equal(before.Count + 2, netlink.Links().Count);
    }

    [Fact]
    public void What_the_kernel_refuses_is_told_in_its_own_words()
    {
        using var pair = new ContainerLink();
        using RtNetlink netlink = pair.Host.Run(RtNetlink.Open);

        RtNetlinkException exists = Assert.Throws<RtNetlinkException>(
            () => netlink.CreateVeth(new VethOptions { Name = ContainerLink.HostDevice, PeerName = "x" }));
        Assert.StartsWith("create veth 'p0' with peer 'x': File exists", exists.Message, StringComparison.Ordinal);
        RtNetlinkException mtu = Assert.Throws<RtNetlinkException>(() => netlink.SetMtu(pair.IfIndex, 10));
        Assert.Contains("mtu less than device minimum", mtu.Message, StringComparison.Ordinal);
        RtNetlinkException gone = Assert.Throws<RtNetlinkException>(() => netlink.SetUp(4711));
        Assert.Contains("set device 4711 up: No such device", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_namespace_that_is_none_is_refused()
    {
        using var host = NetworkNamespace.CreateAnonymous();
        using RtNetlink netlink = host.Run(RtNetlink.Open);
        using var wakeup = new EventFd();
        Assert.Throws<RtNetlinkException>(
            () => netlink.CreateVeth(new VethOptions { Name = "p0", PeerName = "eth0", PeerNamespaceFd = wakeup.Fd }));
        Assert.Null(netlink.FindLink("p0"));
    }

    [Fact]
    public void Addresses_of_both_families_work_at_once_and_may_be_added_twice()
    {
        using var host = NetworkNamespace.CreateAnonymous();
        using RtNetlink netlink = host.Run(RtNetlink.Open);
        netlink.CreateVeth(new VethOptions { Name = "a", PeerName = "b" });
        int device = netlink.FindLink("a")!.IfIndex;
        for (int i = 0; i < 2; i++)
        {
            netlink.AddAddress(device, IPAddress.Parse("192.168.1.2"), 24);
            netlink.AddAddress(device, IPAddress.Parse("fd00:1::2"), 64);
        }
        netlink.SetUp(device);
        netlink.SetUp(netlink.FindLink("b")!.IfIndex);

        IReadOnlyList<(IPAddress Address, int PrefixLength)> addresses = netlink.Addresses(device);
        Assert.Contains((IPAddress.Parse("192.168.1.2"), 24), addresses);
        Assert.Contains((IPAddress.Parse("fd00:1::2"), 64), addresses);
        Assert.Single(addresses, found => found.Address.ToString() == "fd00:1::2");
        Assert.Empty(netlink.Addresses(4711));
        Assert.Throws<RtNetlinkException>(() => netlink.AddAddress(device, IPAddress.Parse("192.168.1.2"), 33));
    }

    [Fact]
    public void A_route_is_found_by_way_of_a_gateway_on_the_link_local_or_not_at_all()
    {
        using var pair = new ContainerLink();
        (NamedNamespace space, int device) = (pair.Container, pair.ContainerIfIndex);
        space.Ip("link set lo up");
        space.Ip($"route add 10.1.0.0/16 via {ContainerLink.RemoteIp}");
        space.Ip("route add blackhole 10.2.0.0/16");
        space.Ip("route add unreachable 10.3.0.0/16");
        space.Ip("route add prohibit 10.4.0.0/16");

        var source = IPAddress.Parse(ContainerLink.LocalIp);
        Assert.Equal(new RouteInfo(device, null, source, false), Find("192.168.77.9"));
        Assert.Equal(new RouteInfo(device, null, source, false), Find("::ffff:192.168.77.9"));
        Assert.Equal(new RouteInfo(device, IPAddress.Parse(ContainerLink.RemoteIp), source, false), Find("10.1.2.3"));
        Assert.True(Find(ContainerLink.LocalIp)!.Local);
        Assert.Null(Find("10.2.0.1"));
        Assert.Null(Find("10.3.0.1"));
        Assert.Null(Find("10.4.0.1"));
        Assert.Null(Find("10.99.0.1"));
        Assert.Null(Find("fd00::1"));

        RouteInfo? Find(string address) => space.Netlink.FindRoute(IPAddress.Parse(address));
    }

    [Theory]
    [InlineData("10.7.0.1", "10.7.0.2", "10.7.0.3", 24)]
    [InlineData("fd00:7::1", "fd00:7::2", "fd00:7::3", 64)]
    public void A_probe_resolves_a_neighbour_that_is_there_and_gives_up_on_one_that_is_not(
        string here, string there, string nobody, int prefix)
    {
        using var one = new NamedNamespace();
        using var other = new NamedNamespace();
        one.Netlink.CreateVeth(new VethOptions
        {
            Name = "eth0",
            PeerName = "eth0",
            PeerNamespaceFd = other.Handle.Fd,
            PeerMac = [2, 0, 0, 0, 7, 2],
        });
        int device = one.Netlink.FindLink("eth0")!.IfIndex;
        foreach ((NamedNamespace space, string address) in new[] { (one, here), (other, there) })
        {
            int index = space.Netlink.FindLink("eth0")!.IfIndex;
            space.Netlink.AddAddress(index, IPAddress.Parse(address), prefix);
            space.Netlink.SetUp(index);
        }
        Assert.Null(Find(there));

        one.Netlink.ProbeNeighbour(device, IPAddress.Parse(nobody));
        Eventually.True(IsThere, () => $"{there} is {Find(there)}");
        Assert.Equal([2, 0, 0, 0, 7, 2], Find(there)!.Mac);
        Eventually.True(() => Find(nobody)?.State == NeighbourState.Failed, () => $"{nobody} is {Find(nobody)}");
        Assert.False(Find(nobody)!.Usable);
        Assert.Null(one.Netlink.FindNeighbour(4711, IPAddress.Parse(there)));

        NeighbourInfo? Find(string address) => one.Netlink.FindNeighbour(device, IPAddress.Parse(address));

        // A new IPv6 address answers only after duplicate address detection; on a slow machine a first probe times out before that.
        bool IsThere()
        {
            if (Find(there) is null or { State: NeighbourState.Failed }) one.Netlink.ProbeNeighbour(device, IPAddress.Parse(there));
            return Find(there)?.Usable == true;
        }
    }

    [Fact]
    public void What_another_process_sends_is_no_answer()
    {
        using var container = new NamedNamespace();
        Assert.NotNull(container.Netlink.FindLink("lo"));
        ForgedNetlink.Send(container.Name);
        Assert.NotNull(container.Netlink.FindLink("lo"));
    }
}
