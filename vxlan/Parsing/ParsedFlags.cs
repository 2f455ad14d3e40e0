using System.Diagnostics.CodeAnalysis;

namespace Falcon.Vxlan;

/// <summary>What <see cref="FrameParser"/> found in a frame.</summary>
[Flags]
[SuppressMessage("Naming", "CA1711", Justification = "Flags is what they are.")]
public enum ParsedFlags : ushort
{
    /// <summary>Nothing found.</summary>
    None = 0,

    /// <summary>An IPv4 datagram.</summary>
    Ipv4 = 1 << 0,

    /// <summary>An IPv6 datagram.</summary>
    Ipv6 = 1 << 1,

    /// <summary>
    /// A fragment of a datagram. None of <see cref="Tcp"/>, <see cref="Udp"/> and <see cref="Icmp"/> is set, because ports and checksums
    /// must not be used; only the first fragment has an L4 offset. An IPv6 fragment that is the whole datagram (RFC 6946) does not count.
    /// </summary>
    Fragment = 1 << 2,

    /// <summary>IPv4 options or IPv6 extension headers.</summary>
    IpOptions = 1 << 3,

    /// <summary>One or two VLAN tags.</summary>
    Vlan = 1 << 4,

    /// <summary>A TCP segment.</summary>
    Tcp = 1 << 5,

    /// <summary>A UDP datagram.</summary>
    Udp = 1 << 6,

    /// <summary>An ICMP message on IPv4, an ICMPv6 message on IPv6.</summary>
    Icmp = 1 << 7,

    /// <summary>ARP for IPv4 over Ethernet.</summary>
    Arp = 1 << 8,

    /// <summary>With <see cref="Fragment"/>: not the first one, so it contains no upper-layer header.</summary>
    LaterFragment = 1 << 9,
}
