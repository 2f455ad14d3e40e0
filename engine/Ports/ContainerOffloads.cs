using Falcon.Engine.Options;
using Falcon.Xsk.Links;

namespace Falcon.Engine.Ports;

/// <summary>What the container's end of a veth pair may leave to others.</summary>
internal static class ContainerOffloads
{
    /// <summary>Sets them for a lane; called in the container's namespace. A kernel without one of them does without.</summary>
    public static void Set(string device, PortLaneKind lane)
    {
        // NAPI on the receiving end: without it a veth takes no XDP frames, and no trains are made of what arrives singly.
        Ethtool.TrySetFeature(device, EthtoolFeature.Gro, true);

        // A packet socket takes frames larger than the MTU and unfinished checksums, and says so in their header; AF_XDP cannot.
        bool offload = lane == PortLaneKind.Packet;
        Ethtool.TrySetFeature(device, EthtoolFeature.TxChecksum, offload);
        Ethtool.TrySetFeature(device, EthtoolFeature.Tso, offload);
        Ethtool.TrySetFeature(device, EthtoolFeature.Gso, offload);

        // The header has no words for these: the container's kernel cuts a tunnel's packets, and sums up SCTP's, itself.
        Ethtool.TrySetFeature(device, EthtoolFeature.TunnelSegmentation, false);
        Ethtool.TrySetFeature(device, EthtoolFeature.Sctp, false);
    }
}
