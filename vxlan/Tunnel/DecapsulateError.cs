namespace Falcon.Vxlan;

/// <summary>Why <see cref="Decapsulator"/> refused a frame. Each is a drop reason with a counter of its own.</summary>
public enum DecapsulateError : byte
{
    /// <summary>No error.</summary>
    None,

    /// <summary>The frame ends before an outer header does, or before the end that the outer IP length gives.</summary>
    Truncated,

    /// <summary>The outer EtherType is neither IPv4 nor IPv6.</summary>
    NotIp,

    /// <summary>Outer IP version and lengths contradict each other, or an IPv6 header has an IPv4-mapped destination.</summary>
    BadIpHeader,

    /// <summary>The outer datagram is a fragment. A VTEP may drop fragments (RFC 7348 section 4.3).</summary>
    Fragment,

    /// <summary>The outer datagram is not UDP.</summary>
    NotUdp,

    /// <summary>The outer UDP length does not fit the datagram.</summary>
    BadUdpLength,

    /// <summary>The outer IPv4 header checksum or the outer UDP checksum is wrong.</summary>
    BadOuterChecksum,

    /// <summary>The UDP destination port is not the VXLAN port.</summary>
    WrongPort,

    /// <summary>
    /// The VXLAN header has no I flag (RFC 7348 section 5), announces something else than an Ethernet frame, or has reserved bits set that
    /// the rules do not ignore.
    /// </summary>
    BadFlags,

    /// <summary>The VXLAN header, or the inner Ethernet header, is cut short.</summary>
    InnerTruncated,

    /// <summary>The outer frame has a VLAN tag.</summary>
    OuterVlan,

    /// <summary>An IPv6 datagram has no UDP checksum (RFC 8200 section 8.1).</summary>
    ZeroChecksum,

    /// <summary>No host can have the outer source address.</summary>
    MartianSource,
}
