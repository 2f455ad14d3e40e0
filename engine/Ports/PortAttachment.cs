using System.Net;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Options;
using Falcon.Xsk.Links;
using Falcon.Xsk.Native;

namespace Falcon.Engine.Ports;

/// <summary>
/// A veth pair between a container's namespace and the engine's. The kernel removes both ends when either namespace goes, so a killed
/// engine leaves nothing behind. The container may rename, move or delete its end at any time, so both ends are addressed by index.
/// </summary>
/// <param name="ContainerIfIndex">The container end's interface index in the container's namespace.</param>
/// <param name="ContainerNetns">The cookie of the container's namespace.</param>
internal sealed record PortAttachment(int ContainerIfIndex, ulong ContainerNetns)
{
    /// <summary>The connection to the <c>xdp</c> lanes; null with other lanes, and until lanes exist.</summary>
    public XdpAttachment? Xdp { get; init; }

    /// <summary>Creates the pair and configures the container's end. On failure the host end may remain; the caller deletes it.</summary>
    /// <param name="engine">The namespace of the host end.</param>
    /// <param name="links">A netlink socket in that namespace.</param>
    /// <param name="container">The namespace of the container's end.</param>
    /// <param name="plan">The wanted port.</param>
    /// <param name="predecessorsEnd">
    /// How long to wait for the device of a killed engine to go: a time of <see cref="Environment.TickCount64"/>.
    /// </param>
    /// <exception cref="XskException">
    /// The container's namespace already has a device of that name, the container interferes, or the kernel refuses.
    /// </exception>
    public static PortAttachment Create(
        NetworkNamespace engine, RtNetlink links, NetworkNamespace container, PortPlan plan, long predecessorsEnd)
    {
        WaitForPredecessor(container, plan.Options, predecessorsEnd);
        CreatePair(links, container, plan);
        // For a veth, the kernel gives the index of the other end, in the other end's namespace.
        int containerIfIndex = links.FindLink(plan.IfIndex)?.PeerIfIndex ?? throw Vanished(plan);
        container.Run(() => ConfigureContainerEnd(plan, containerIfIndex));
        // The engine may send frames as large as the container's; the stages check the overlay's MTU.
        links.SetUp(plan.IfIndex);
        engine.Run(() => Ethtool.TrySetFeature(plan.HostEnd, EthtoolFeature.Gro, false));
        return new PortAttachment(containerIfIndex, container.ReadCookie());
    }

    /// <summary>Why a container cannot have a device of that name; null when it can.</summary>
    /// <exception cref="XskException">The kernel cannot list the devices.</exception>
    public static string? NameFault(NetworkNamespace container, PortOptions options) => FindDevice(container, options.Device) is null
        ? null
        : $"namespace '{options.Netns}' already has a device '{options.Device}'; remove it or configure another name";

    private static void WaitForPredecessor(NetworkNamespace container, PortOptions options, long end)
    {
        while (Environment.TickCount64 < end && IsPredecessors(FindDevice(container, options.Device), options)) Thread.Sleep(20);
        if (NameFault(container, options) is { } fault) throw new XskException(fault);
    }

    /// <summary>
    /// Whether a device is that of a killed engine, which the kernel removes in the background. Other devices are not waited for.
    /// </summary>
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
        // Ethtool knows devices by name only. A container that gives the name to another of its devices at this very moment changes that
        // device's offloads.
        LinkInfo device = netlink.FindLink(ifIndex) ?? throw Vanished(plan);
        ContainerOffloads.Set(device.Name, plan.Lane);
        netlink.SetMostSegments(ifIndex, PacketCollector.MostSegments);
        foreach ((IPAddress address, int prefixLength) in plan.Options.Addresses) netlink.AddAddress(ifIndex, address, prefixLength);
        netlink.SetUp(ifIndex);
    }

    private static XskException Vanished(PortPlan plan) => new($"device '{plan.Options.Device}' was taken away while it was configured");
}
