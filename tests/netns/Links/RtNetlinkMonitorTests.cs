using System.Net;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Links;
using Falcon.Xsk.Threads;

namespace Falcon.Netns.Tests.Links;

public sealed class RtNetlinkMonitorTests
{
    [Fact]
    public void A_containers_namespace_that_vanishes_is_seen_as_its_link_gone()
    {
        using var pair = new ContainerLink();
        using RtNetlinkMonitor monitor = pair.Host.Run(RtNetlinkMonitor.Open);

        pair.Container.Delete();

        RtNetlinkEvent gone = WaitFor(monitor, RtNetlinkEventKind.LinkGone, pair.IfIndex);
        Assert.Equal(ContainerLink.HostDevice, gone.Link!.Name);
        using RtNetlink netlink = pair.Host.Run(RtNetlink.Open);
        Assert.Null(netlink.FindLink(pair.IfIndex));
    }

    [Fact]
    public void What_another_process_sends_is_no_event()
    {
        using var container = new NamedNamespace();
        using RtNetlinkMonitor monitor = container.Handle.Run(RtNetlinkMonitor.Open);
        while (monitor.TryRead(out _)) { }
        ForgedNetlink.Send(container.Name);
        Assert.False(monitor.TryRead(out RtNetlinkEvent? forged), $"{forged?.Kind} of device {forged?.IfIndex}");
        container.Ip("link set lo up");
        WaitFor(monitor, RtNetlinkEventKind.LinkUp, 1);
    }

    [Fact]
    public void A_containers_device_that_goes_down_and_up_again_is_seen_at_the_host_end()
    {
        using var pair = new ContainerLink();
        using RtNetlinkMonitor monitor = pair.Host.Run(RtNetlinkMonitor.Open);
        Assert.False(monitor.TryRead(out _));

        pair.Container.Netlink.SetUp(pair.ContainerIfIndex, up: false);
        RtNetlinkEvent down = WaitFor(monitor, RtNetlinkEventKind.LinkDown, pair.IfIndex);
        Assert.Equal((true, false), (down.Link!.Up, down.Link.Running));
        pair.Container.Netlink.SetUp(pair.ContainerIfIndex);
        WaitFor(monitor, RtNetlinkEventKind.LinkUp, pair.IfIndex);
    }

    [Fact]
    public void Neighbours_and_addresses_that_come_and_go_are_told()
    {
        using var pair = new ContainerLink();
        using RtNetlinkMonitor monitor = pair.Container.Handle.Run(RtNetlinkMonitor.Open);

        pair.Container.Ip("neigh add 192.168.77.9 lladdr 02:00:00:00:09:09 dev eth0");
        NeighbourInfo changed = WaitFor(monitor, RtNetlinkEventKind.NeighbourChanged, pair.ContainerIfIndex).Neighbour!;
        Assert.Equal((IPAddress.Parse("192.168.77.9"), NeighbourState.Permanent), (changed.Address, changed.State));
        Assert.Equal([2, 0, 0, 0, 9, 9], changed.Mac);
        pair.Container.Ip("neigh del 192.168.77.9 dev eth0");
        WaitFor(monitor, RtNetlinkEventKind.NeighbourGone, pair.ContainerIfIndex);
        pair.Container.Ip("addr add 192.168.78.1/24 dev eth0");
        Assert.Equal(
            IPAddress.Parse("192.168.78.1"), WaitFor(monitor, RtNetlinkEventKind.AddressAdded, pair.ContainerIfIndex).Address);
        pair.Container.Ip("addr del 192.168.78.1/24 dev eth0");
        WaitFor(monitor, RtNetlinkEventKind.AddressGone, pair.ContainerIfIndex);
    }

    [Fact]
    public void A_port_that_leaves_a_bridge_is_not_a_link_gone()
    {
        using var pair = new ContainerLink();
        using RtNetlinkMonitor monitor = pair.Container.Handle.Run(RtNetlinkMonitor.Open);
        pair.Container.Ip("link add br0 type bridge");
        pair.Container.Ip("link set eth0 master br0");
        pair.Container.Ip("link set eth0 nomaster");

        while (monitor.TryRead(out RtNetlinkEvent? change))
            Assert.NotEqual(RtNetlinkEventKind.LinkGone, change.Kind);
        Assert.NotNull(pair.Container.Netlink.FindLink("eth0"));
    }

    [Fact]
    public void Events_that_were_not_read_in_time_are_reported_as_an_overrun()
    {
        using var pair = new ContainerLink();
        using RtNetlinkMonitor monitor = pair.Host.Run(RtNetlinkMonitor.Open);
        using RtNetlink netlink = pair.Host.Run(RtNetlink.Open);
        for (int i = 0; i < 4000; i++)
            netlink.SetMtu(pair.IfIndex, 1000 + i % 2);

        var kinds = new HashSet<RtNetlinkEventKind>();
        while (monitor.TryRead(out RtNetlinkEvent? change))
            kinds.Add(change.Kind);
        Assert.Contains(RtNetlinkEventKind.Overrun, kinds);

        netlink.SetUp(pair.IfIndex, up: false);
        WaitFor(monitor, RtNetlinkEventKind.LinkDown, pair.IfIndex);
    }

    private static RtNetlinkEvent WaitFor(RtNetlinkMonitor monitor, RtNetlinkEventKind kind, int ifIndex)
    {
        var poller = new FdPoller([monitor.Fd]);
        var seen = new List<RtNetlinkEvent>();
        while (true)
        {
            while (monitor.TryRead(out RtNetlinkEvent? change))
            {
                if (change.Kind == kind && change.IfIndex == ifIndex)
                    return change;
                seen.Add(change);
            }
            Assert.True(poller.Wait(TimeSpan.FromMinutes(1)) > 0, $"no {kind} of device {ifIndex} among {string.Join("; ", seen)}");
        }
    }
}
