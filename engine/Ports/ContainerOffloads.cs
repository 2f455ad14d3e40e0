using Falcon.Engine.Options;
using Falcon.Xsk.Links;

namespace Falcon.Engine.Ports;

/// <summary>Sets the offloads of the container's end of a veth pair.</summary>
internal static class ContainerOffloads
{
    /// <summary>Sets the offloads for a lane. Call in the container's namespace. Features that the kernel lacks are skipped.</summary>
    public static void Set(string device, PortLaneKind lane)
    {
        // GRO turns NAPI on at the receiving end: without it a veth takes no XDP frames and makes no trains of single frames.
        Ethtool.TrySetFeature(device, EthtoolFeature.Gro, true);

        // A packet socket takes frames larger than the MTU and partial checksums, and describes them in a header; AF_XDP cannot.
        bool offload = lane == PortLaneKind.Packet;
        Ethtool.TrySetFeature(device, EthtoolFeature.TxChecksum, offload);
        Ethtool.TrySetFeature(device, EthtoolFeature.Tso, offload);
        Ethtool.TrySetFeature(device, EthtoolFeature.Gso, offload);

        // The header cannot describe these: the container's kernel segments tunnel packets and computes SCTP checksums itself.
        Ethtool.TrySetFeature(device, EthtoolFeature.TunnelSegmentation, false);
        Ethtool.TrySetFeature(device, EthtoolFeature.Sctp, false);
    }
}
