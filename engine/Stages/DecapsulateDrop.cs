namespace Falcon.Engine.Stages;

/// <summary>Why <see cref="StageId.Decapsulate"/> drops a frame.</summary>
public enum DecapsulateDrop : byte
{
    /// <summary>The frame ends before the headers it announces.</summary>
    Truncated,

    /// <summary>The outer packet is not IP.</summary>
    NotIp,

    /// <summary>The outer IP header has a wrong version, length or checksum.</summary>
    BadIpHeader,

    /// <summary>The outer packet is a fragment; VTEPs must not fragment (RFC 7348, section 4.3).</summary>
    OuterFragment,

    /// <summary>The outer packet is not UDP to the VXLAN port.</summary>
    NotVxlan,

    /// <summary>The outer UDP length disagrees with the IP length.</summary>
    BadUdpLength,

    /// <summary>The outer UDP checksum is wrong.</summary>
    BadOuterChecksum,

    /// <summary>
    /// The VXLAN header's I flag is not set, the header says that no Ethernet frame follows, or reserved bits are set and not ignored.
    /// </summary>
    BadFlags,

    /// <summary>The outer destination is not a local VTEP.</summary>
    NotForUs,

    /// <summary>No overlay has this VNI.</summary>
    UnknownVni,

    /// <summary>The inner frame ends before its Ethernet, IP or transport header, or claims more than there is.</summary>
    InnerMalformed,

    /// <summary>The inner frame carries a VLAN tag (RFC 7348, section 6.1: discard).</summary>
    InnerVlan,

    /// <summary>The outer destination MAC address is not the uplink's.</summary>
    ForeignMac,

    /// <summary>The outer frame carries a VLAN tag, and the uplink does not accept tags.</summary>
    OuterVlan,

    /// <summary>
    /// The outer source cannot be a peer: it is not unicast, is one of our own addresses, or is a subnet's broadcast address.
    /// </summary>
    MartianSource,

    /// <summary>The outer packet is IPv6 and has no UDP checksum.</summary>
    ZeroChecksum,

    /// <summary>The underlay marked congestion, but the sender of the inner packet does not support ECN (RFC 6040, section 4.2).</summary>
    EcnCeNotEct,

    /// <summary>The overlay refuses strangers, and its configuration does not name this VTEP.</summary>
    Stranger,
}
