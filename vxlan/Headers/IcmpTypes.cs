namespace Falcon.Vxlan;

/// <summary>ICMP message types (IANA registry) that the dataplane tells apart.</summary>
public static class IcmpTypes
{
    /// <summary>Redirect (RFC 792).</summary>
    public const byte Redirect = 5;

    /// <summary>Router advertisement (RFC 1256).</summary>
    public const byte RouterAdvertisement = 9;
}
