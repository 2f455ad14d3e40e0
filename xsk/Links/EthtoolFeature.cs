using Falcon.Xsk.Packets;

namespace Falcon.Xsk.Links;

/// <summary>An offload that can be switched. Each gives the name that <c>ethtool -k</c> shows.</summary>
public enum EthtoolFeature
{
    /// <summary>tx-checksumming (tx-checksum-ip-generic, -ipv4, -ipv6): frames leave with partial checksums.</summary>
    TxChecksum,

    /// <summary>tcp-segmentation-offload: TCP frames above the MTU leave unsegmented. Needs <see cref="TxChecksum"/>.</summary>
    Tso,

    /// <summary>generic-segmentation-offload: the kernel segments as late as it can.</summary>
    Gso,

    /// <summary>generic-receive-offload. On a veth it also turns on NAPI, which XDP frames need.</summary>
    Gro,

    /// <summary>rx-udp-gro-forwarding: the kernel joins UDP datagrams even for sockets that did not ask for it.</summary>
    UdpGroForwarding,

    /// <summary>tx-udp-segmentation: UDP trains leave unsegmented.</summary>
    UdpSegmentation,

    /// <summary>
    /// tx-udp_tnl-segmentation, tx-gre-segmentation, tx-ipxip4-segmentation and similar: large packets inside a tunnel leave unsegmented. A
    /// <see cref="VirtioNetHeader"/> cannot tell them from packets without a tunnel.
    /// </summary>
    TunnelSegmentation,

    /// <summary>
    /// tx-sctp-segmentation and tx-checksum-sctp: a CRC that a <see cref="VirtioNetHeader"/> cannot tell from a checksum.
    /// </summary>
    Sctp,

    /// <summary>tx-vlan-offload (tx-vlan-hw-insert): 802.1Q tags leave beside the frame, not in it.</summary>
    TxVlan,
}
