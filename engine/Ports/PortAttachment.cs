using System.Net;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Options;
using Falcon.Vxlan;
using Falcon.Xsk;

namespace Falcon.Engine.Ports;

/// <summary>
/// A veth pair between a container's namespace and the engine's. The kernel removes both ends when either namespace goes,
/// so a killed engine leaves nothing behind.
/// </summary>
internal sealed class PortAttachment
{
    /// <summary>A killed engine's namespace is torn down in the background; its devices are gone soon after.</summary>
    private static readonly TimeSpan PredecessorsGrace = TimeSpan.FromSeconds(5);

    public required PortOptions Options { get; init; }

    /// <summary>The host end's interface index in the engine's namespace.</summary>
    public required int IfIndex { get; init; }

    /// <summary>The container end's interface index in the container's namespace.</summary>
    public required int ContainerIfIndex { get; init; }

    /// <summary>The cookie of the container's namespace.</summary>
    public required ulong ContainerNetns { get; init; }

    /// <summary>The host end's name in the engine's namespace.</summary>
    public static string HostEnd(int port) => $"port{port}";

    /// <summary>Creates the pair and configures the container's end.</summary>
    /// <exception cref="DataplaneException">The namespace is not there, or has such a device already.</exception>
    public static PortAttachment Create(NetworkNamespace engine, int index, PortOptions options, int mtu, PortLaneKind lane, int workers)
    {
        try
        {
            using NetworkNamespace container = NetworkNamespace.Open(options.Netns);
            WaitForPredecessor(container, options);
            // An AF_XDP socket is one worker's, and a queue has one socket.
            int queues = lane == PortLaneKind.Xdp ? workers : 1;
            int ifIndex = engine.Run(() => CreatePair(container, index, options, mtu, queues));
            int containerIfIndex = container.Run(() => Configure(options, lane));
            engine.Run(() => SetUp(ifIndex, index));
            return new PortAttachment
            {
                Options = options,
                IfIndex = ifIndex,
                ContainerIfIndex = containerIfIndex,
                ContainerNetns = container.ReadCookie(),
            };
        }
        catch (Exception fault) when (fault is XskException)
        {
            throw new DataplaneException($"port '{options.Name}': {fault.Message}", fault);
        }
    }

    private static void WaitForPredecessor(NetworkNamespace container, PortOptions options)
    {
        long deadline = Environment.TickCount64 + (long)PredecessorsGrace.TotalMilliseconds;
        while (container.Run(() => HasDevice(options.Device)))
        {
            if (Environment.TickCount64 > deadline)
                throw new DataplaneException($"port '{options.Name}': namespace '{options.Netns}' already has a device '{options.Device}'; remove it or configure another name");
            Thread.Sleep(20);
        }
    }

    private static bool HasDevice(string name)
    {
        using RtNetlink netlink = RtNetlink.Open();
        return netlink.FindLink(name) is not null;
    }

    private static int CreatePair(NetworkNamespace container, int index, PortOptions options, int mtu, int queues)
    {
        using RtNetlink netlink = RtNetlink.Open();
        netlink.CreateVeth(new VethOptions
        {
            Name = HostEnd(index),
            PeerName = options.Device,
            PeerNamespaceFd = container.Fd,
            PeerMac = BytesOf(options.Mac),
            Mtu = mtu,
            Queues = queues,
        });
        return netlink.FindLink(HostEnd(index))!.IfIndex;
    }

    private static int Configure(PortOptions options, PortLaneKind lane)
    {
        using RtNetlink netlink = RtNetlink.Open();
        int ifIndex = netlink.FindLink(options.Device)!.IfIndex;
        ContainerOffloads.Set(options.Device, lane);
        netlink.SetMostSegments(ifIndex, PacketCollector.MostSegments);
        foreach ((IPAddress address, int prefixLength) in options.Addresses) netlink.AddAddress(ifIndex, address, prefixLength);
        netlink.SetUp(ifIndex);
        return ifIndex;
    }

    private static void SetUp(int ifIndex, int index)
    {
        using RtNetlink netlink = RtNetlink.Open();
        // The engine sends as large as the container does; the overlay's MTU is the stages' business.
        netlink.SetUp(ifIndex);
        Ethtool.TrySetFeature(HostEnd(index), EthtoolFeature.Gro, false);
    }

    private static byte[] BytesOf(MacAddress mac)
    {
        var bytes = new byte[6];
        mac.Write(bytes);
        return bytes;
    }
}
