namespace Falcon.Vxlan;

/// <summary>Why <see cref="Decapsulator"/> refused a frame. Each is a drop reason with a counter of its own.</summary>
public enum DecapsulateError : byte
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The frame ends before an outer header does, or before the outer IP length says.</summary>
    Truncated,

    /// <summary>The outer EtherType is neither IPv4 nor IPv6.</summary>
    NotIp,

    /// <summary>Outer IP version or lengths contradict each other, or an IPv6 header has an IPv4-mapped destination.</summary>
    BadIpHeader,

    /// <summary>The outer datagram is a fragment: a VTEP may drop those (RFC 7348 section 4.3).</summary>
    Fragment,

    /// <summary>The outer datagram is not UDP.</summary>
    NotUdp,

    /// <summary>The outer UDP length does not fit the datagram.</summary>
    BadUdpLength,

    /// <summary>The outer IPv4 header checksum or the outer UDP checksum is wrong.</summary>
    BadOuterChecksum,

    /// <summary>Another UDP port than VXLAN's.</summary>
    WrongPort,

    /// <summary>
    /// The VXLAN header has no I flag (RFC 7348 section 5), says that no Ethernet frame follows, or has reserved bits set that are not
    /// ignored.
    /// </summary>
    BadFlags,

    /// <summary>The VXLAN header, or the inner Ethernet header, is cut short.</summary>
    InnerTruncated,

    /// <summary>The outer frame has a VLAN tag.</summary>
    OuterVlan,

    /// <summary>An IPv6 datagram without a UDP checksum (RFC 8200 section 8.1).</summary>
    ZeroChecksum,

    /// <summary>No host can have the outer source address.</summary>
    MartianSource,
}
