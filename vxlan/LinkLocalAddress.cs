namespace Falcon.Vxlan;

/// <summary>IPv6 link-local addresses, fe80::/64 (RFC 4291 section 2.5.6). Stateless, any thread.</summary>
public static class LinkLocalAddress
{
    private const ulong Prefix = 0xFE80_0000_0000_0000;
    private const ulong UniversalBit = 1UL << 57;
    private const ulong FillerMask = 0xFF_FF00_0000;
    private const ulong Filler = 0xFF_FE00_0000;

    /// <summary>Whether an address is in fe80::/64. First byte on the wire most significant.</summary>
    public static bool IsLinkLocal(UInt128 address) => (ulong)(address >> 64) == Prefix;

    /// <summary>Whether an interface identifier was made from a MAC address: it has ff:fe in the middle.</summary>
    public static bool IsFromMac(ulong identifier) => (identifier & FillerMask) == Filler;

    /// <summary>The modified EUI-64 interface identifier of a MAC address (RFC 4291 appendix A).</summary>
    public static ulong IdentifierOf(MacAddress mac) =>
        ((mac.Value & 0xFFFF_FF00_0000) << 16 | Filler | mac.Value & 0xFF_FFFF) ^ UniversalBit;
}
