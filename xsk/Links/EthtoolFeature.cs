namespace Falcon.Xsk;

/// <summary>An offload that can be switched; the name that <c>ethtool -k</c> shows is given with each.</summary>
public enum EthtoolFeature
{
    /// <summary>tx-checksumming (tx-checksum-ip-generic, -ipv4, -ipv6): frames leave with partial checksums.</summary>
    TxChecksum,

    /// <summary>tcp-segmentation-offload: TCP frames above the MTU leave uncut. Needs <see cref="TxChecksum"/>.</summary>
    Tso,

    /// <summary>generic-segmentation-offload: the kernel cuts as late as it can.</summary>
    Gso,

    /// <summary>generic-receive-offload. On a veth it also turns on NAPI, which XDP frames need.</summary>
    Gro,

    /// <summary>rx-udp-gro-forwarding: UDP trains are built for sockets that did not ask for them.</summary>
    UdpGroForwarding,

    /// <summary>tx-udp-segmentation: UDP trains leave uncut.</summary>
    UdpSegmentation,

    /// <summary>
    /// tx-udp_tnl-segmentation, tx-gre-segmentation, tx-ipxip4-segmentation and their like: large packets inside a tunnel leave uncut. A
    /// <see cref="VirtioNetHeader"/> cannot tell them from packets without a tunnel.
    /// </summary>
    TunnelSegmentation,

    /// <summary>tx-sctp-segmentation and tx-checksum-sctp, a CRC that a <see cref="VirtioNetHeader"/> cannot tell from a checksum.</summary>
    Sctp,

    /// <summary>tx-vlan-offload (tx-vlan-hw-insert): 802.1Q tags leave beside the frame instead of in it.</summary>
    TxVlan,
}
