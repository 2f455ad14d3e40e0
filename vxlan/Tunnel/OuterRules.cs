using System.Diagnostics.CodeAnalysis;

namespace Falcon.Vxlan;

/// <summary>What <see cref="Decapsulator"/> accepts beyond the strict rules. An uplink has one value.</summary>
[Flags]
[SuppressMessage("Naming", "CA1714", Justification = "Rules is the plural.")]
public enum OuterRules : byte
{
    /// <summary>Nothing: no VLAN, checksums on IPv6, no reserved bits.</summary>
    Strict = 0,

    /// <summary>Up to two VLAN tags with any VLAN ID.</summary>
    AcceptVlan = 1 << 0,

    /// <summary>An IPv6 datagram without a UDP checksum (RFC 6936).</summary>
    AcceptIpv6ZeroChecksum = 1 << 1,

    /// <summary>A VXLAN header with reserved bits set (RFC 7348 section 5).</summary>
    IgnoreReservedBits = 1 << 2,

    /// <summary>
    /// Inner TCP and UDP checksums that hold the pseudo header's sum only: the device is virtual, and a sender on this machine leaves them
    /// to it. What came over a wire never has such.
    /// </summary>
    CompleteChecksums = 1 << 3,
}
