namespace Falcon.Vxlan;

/// <summary>IP protocol and IPv6 next-header numbers (IANA protocol numbers) that the dataplane tells apart.</summary>
public static class IpProtocols
{
    /// <summary>IPv6 hop-by-hop options (RFC 8200 section 4.3).</summary>
    public const byte HopByHop = 0;

    /// <summary>ICMP (RFC 792).</summary>
    public const byte Icmp = 1;

    /// <summary>IGMP (RFC 3376).</summary>
    public const byte Igmp = 2;

    /// <summary>TCP (RFC 9293).</summary>
    public const byte Tcp = 6;

    /// <summary>UDP (RFC 768).</summary>
    public const byte Udp = 17;

    /// <summary>IPv6 routing header (RFC 8200 section 4.4).</summary>
    public const byte Routing = 43;

    /// <summary>IPv6 fragment header (RFC 8200 section 4.5).</summary>
    public const byte Fragment = 44;

    /// <summary>ICMPv6 (RFC 4443).</summary>
    public const byte IcmpV6 = 58;

    /// <summary>IPv6 destination options (RFC 8200 section 4.6).</summary>
    public const byte DestinationOptions = 60;

    /// <summary>Whether a next header is an IPv6 extension header that <see cref="FrameParser"/> steps over.</summary>
    public static bool IsIpv6Extension(byte nextHeader) => nextHeader is HopByHop or Routing or Fragment or DestinationOptions;
}
