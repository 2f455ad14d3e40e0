using System.Net;
using Falcon.Engine.Lanes;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Options;
using Falcon.Xsk;

namespace Falcon.Engine.Ports;

/// <summary>
/// A veth pair between a container's namespace and the engine's. The kernel removes both ends when either namespace goes,
/// so a killed engine leaves nothing behind.
/// </summary>
/// <param name="ContainerIfIndex">The container end's interface index in the container's namespace.</param>
/// <param name="ContainerNetns">The cookie of the container's namespace.</param>
internal sealed record PortAttachment(int ContainerIfIndex, ulong ContainerNetns)
{
    /// <summary>What joins it to the <c>xdp</c> lanes; null with others, and before there are lanes.</summary>
    public XdpAttachment? Xdp { get; init; }

    /// <summary>Creates the pair and configures the container's end; on failure nothing stays.</summary>
    /// <param name="engine">Where the host end goes.</param>
    /// <param name="container">Where the container's goes.</param>
    /// <param name="plan">What it shall be.</param>
    /// <param name="patience">How long to wait for a device of that name to go: a killed engine's is torn down in the background.</param>
    /// <exception cref="DataplaneException">The namespace has such a device already, or the kernel refuses.</exception>
    public static PortAttachment Create(NetworkNamespace engine, NetworkNamespace container, PortPlan plan, TimeSpan patience)
    {
        try
        {
            WaitForPredecessor(container, plan.Options, patience);
            engine.Run(() => CreatePair(container, plan));
            return Configure(engine, container, plan);
        }
        catch (Exception fault) when (fault is XskException)
        {
            throw new DataplaneException($"port '{plan.Options.Name}': {fault.Message}", fault);
        }
    }

    /// <summary>Makes sure that a container has no device of that name.</summary>
    /// <exception cref="DataplaneException">It has.</exception>
    public static void CheckFree(NetworkNamespace container, PortOptions options)
    {
        if (HasDevice(container, options.Device))
            throw new DataplaneException($"port '{options.Name}': namespace '{options.Netns}' already has a device '{options.Device}'; remove it or configure another name");
    }

    private static void WaitForPredecessor(NetworkNamespace container, PortOptions options, TimeSpan patience)
    {
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (Environment.TickCount64 < deadline && HasDevice(container, options.Device)) Thread.Sleep(20);
        CheckFree(container, options);
    }

    private static bool HasDevice(NetworkNamespace container, string name) => container.Run(() =>
    {
        using RtNetlink netlink = RtNetlink.Open();
        return netlink.FindLink(name) is not null;
    });

    private static void CreatePair(NetworkNamespace container, PortPlan plan)
    {
        using RtNetlink netlink = RtNetlink.Open();
        netlink.CreateVeth(new VethOptions
        {
            Name = plan.HostEnd,
            IfIndex = plan.IfIndex,
            PeerName = plan.Options.Device,
            PeerNamespaceFd = container.Fd,
            PeerMac = plan.Options.Mac.ToBytes(),
            Mtu = plan.Mtu,
            Queues = plan.Queues,
        });
    }

    private static PortAttachment Configure(NetworkNamespace engine, NetworkNamespace container, PortPlan plan)
    {
        try
        {
            int containerIfIndex = container.Run(() => ConfigureContainerEnd(plan));
            engine.Run(() => SetUp(plan));
            return new PortAttachment(containerIfIndex, container.ReadCookie());
        }
        catch
        {
            engine.Run(() => Delete(plan.IfIndex));
            throw;
        }
    }

    private static int ConfigureContainerEnd(PortPlan plan)
    {
        using RtNetlink netlink = RtNetlink.Open();
        int ifIndex = netlink.FindLink(plan.Options.Device)!.IfIndex;
        ContainerOffloads.Set(plan.Options.Device, plan.Lane);
        netlink.SetMostSegments(ifIndex, PacketCollector.MostSegments);
        foreach ((IPAddress address, int prefixLength) in plan.Options.Addresses) netlink.AddAddress(ifIndex, address, prefixLength);
        netlink.SetUp(ifIndex);
        return ifIndex;
    }

    private static void SetUp(PortPlan plan)
    {
        using RtNetlink netlink = RtNetlink.Open();
        // The engine sends as large as the container does; the overlay's MTU is the stages' business.
        netlink.SetUp(plan.IfIndex);
        Ethtool.TrySetFeature(plan.HostEnd, EthtoolFeature.Gro, false);
    }

    private static void Delete(int ifIndex)
    {
        using RtNetlink netlink = RtNetlink.Open();
        netlink.DeleteLink(ifIndex);
    }
}
