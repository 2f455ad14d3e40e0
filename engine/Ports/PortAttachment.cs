using System.Net;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Options;
using Falcon.Xsk.Links;
using Falcon.Xsk.Native;

namespace Falcon.Engine.Ports;

/// <summary>
/// A veth pair between a container's namespace and the engine's. The kernel removes both ends when either namespace goes,
/// so a killed engine leaves nothing behind. The container may rename, move or delete its end at any time, so both ends are addressed by
/// index.
/// </summary>
/// <param name="ContainerIfIndex">The container end's interface index in the container's namespace.</param>
/// <param name="ContainerNetns">The cookie of the container's namespace.</param>
internal sealed record PortAttachment(int ContainerIfIndex, ulong ContainerNetns)
{
    /// <summary>What joins it to the <c>xdp</c> lanes; null with others, and before there are lanes.</summary>
    public XdpAttachment? Xdp { get; init; }

    /// <summary>
    /// Creates the pair and configures the container's end. On failure, the host end may be left for the caller to delete.
    /// </summary>
    /// <param name="engine">Where the host end goes.</param>
    /// <param name="links">The devices of that namespace.</param>
    /// <param name="container">Where the container's end goes.</param>
    /// <param name="plan">What is wanted.</param>
    /// <param name="predecessorsEnd">
    /// Until when to wait, by <see cref="Environment.TickCount64"/>, for the device of a killed engine to go.
    /// </param>
    /// <exception cref="XskException">The namespace has such a device already, the container interferes, or the kernel refuses.</exception>
    public static PortAttachment Create(
        NetworkNamespace engine, RtNetlink links, NetworkNamespace container, PortPlan plan, long predecessorsEnd)
    {
        WaitForPredecessor(container, plan.Options, predecessorsEnd);
        CreatePair(links, container, plan);
        // Of a veth, the kernel tells the index of the other end, in that one's namespace.
        int containerIfIndex = links.FindLink(plan.IfIndex)?.PeerIfIndex ?? throw Vanished(plan);
        container.Run(() => ConfigureContainerEnd(plan, containerIfIndex));
        // The engine sends as large as the container does; the overlay's MTU is the stages' business.
        links.SetUp(plan.IfIndex);
        engine.Run(() => Ethtool.TrySetFeature(plan.HostEnd, EthtoolFeature.Gro, false));
        return new PortAttachment(containerIfIndex, container.ReadCookie());
    }

    /// <summary>Why a container cannot have a device of that name; null when it can.</summary>
    /// <exception cref="XskException">The kernel does not tell.</exception>
    public static string? NameFault(NetworkNamespace container, PortOptions options) => FindDevice(container, options.Device) is null
        ? null
        : $"namespace '{options.Netns}' already has a device '{options.Device}'; remove it or configure another name";

    private static void WaitForPredecessor(NetworkNamespace container, PortOptions options, long end)
    {
        while (Environment.TickCount64 < end && IsPredecessors(FindDevice(container, options.Device), options)) Thread.Sleep(20);
        if (NameFault(container, options) is { } fault) throw new XskException(fault);
    }

    /// <summary>The kernel tears the devices of a killed engine down in the background. Any other device is not waited for.</summary>
    private static bool IsPredecessors(LinkInfo? device, PortOptions options) =>
        device is { Kind: "veth" } && device.Mac.AsSpan().SequenceEqual(options.Mac.ToBytes());

    private static LinkInfo? FindDevice(NetworkNamespace container, string name) => container.Run(() =>
    {
        using var netlink = RtNetlink.Open();
        return netlink.FindLink(name);
    });

    private static void CreatePair(RtNetlink links, NetworkNamespace container, PortPlan plan)
    {
        links.CreateVeth(new VethOptions
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

    private static void ConfigureContainerEnd(PortPlan plan, int ifIndex)
    {
        using var netlink = RtNetlink.Open();
        // Ethtool knows devices by name only. A container that renames another device to it at this very moment changes its own device's
        // offloads.
        LinkInfo device = netlink.FindLink(ifIndex) ?? throw Vanished(plan);
        ContainerOffloads.Set(device.Name, plan.Lane);
        netlink.SetMostSegments(ifIndex, PacketCollector.MostSegments);
        foreach ((IPAddress address, int prefixLength) in plan.Options.Addresses) netlink.AddAddress(ifIndex, address, prefixLength);
        netlink.SetUp(ifIndex);
    }

    private static XskException Vanished(PortPlan plan) => new($"device '{plan.Options.Device}' was taken away while it was configured");
}
