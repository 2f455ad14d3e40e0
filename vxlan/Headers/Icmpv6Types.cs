namespace Falcon.Vxlan;

/// <summary>ICMPv6 message types (IANA registry) that the dataplane tells apart.</summary>
public static class Icmpv6Types
{
    /// <summary>Multicast listener report, version 1 (RFC 2710).</summary>
    public const byte ListenerReport = 131;

    /// <summary>Multicast listener done, version 1 (RFC 2710).</summary>
    public const byte ListenerDone = 132;

    /// <summary>Router solicitation (RFC 4861 section 4.1).</summary>
    public const byte RouterSolicitation = 133;

    /// <summary>Router advertisement (RFC 4861 section 4.2).</summary>
    public const byte RouterAdvertisement = 134;

    /// <summary>Neighbour solicitation (RFC 4861 section 4.3).</summary>
    public const byte NeighbourSolicitation = 135;

    /// <summary>Neighbour advertisement (RFC 4861 section 4.4).</summary>
    public const byte NeighbourAdvertisement = 136;

    /// <summary>Redirect (RFC 4861 section 4.5).</summary>
    public const byte Redirect = 137;

    /// <summary>Multicast listener report, version 2 (RFC 3810).</summary>
    public const byte ListenerReportV2 = 143;
}
