using System.Diagnostics.CodeAnalysis;

namespace Falcon.Vxlan;

/// <summary>What <see cref="Decapsulator"/> accepts beyond the strict rules. Set per uplink.</summary>
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
    /// Partial inner TCP and UDP checksums. The device is virtual, and senders on this machine leave the checksum to it. Frames from a wire
    /// never have partial checksums.
    /// </summary>
    CompleteChecksums = 1 << 3,
}
