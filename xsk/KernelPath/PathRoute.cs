namespace Falcon.Xsk.KernelPath;

/// <summary>How the kernel path reaches a VTEP.</summary>
/// <param name="Uplink">The uplink's device in its namespace.</param>
/// <param name="Header">
/// The outer headers from Ethernet to VXLAN, 50 bytes over IPv4 or 70 over IPv6, complete except for lengths, checksums, source port, VNI
/// and ECN, which are zero. Frames are taken from this VTEP only if they come from the header's destination to its source.
/// </param>
public sealed record PathRoute(int Uplink, ReadOnlyMemory<byte> Header)
{
    /// <summary>Bytes of the headers over IPv4, and over IPv6.</summary>
    public const int Ipv4Length = 50, Ipv6Length = PathVtep.LongestHeader;

    /// <summary>Whether the inner packet's DSCP is copied; then the header's is zero.</summary>
    public bool InheritsDscp { get; init; }

    /// <summary>
    /// Whether datagrams get a UDP checksum. Trains are the engine's then: the kernel cannot be told to sum up each segment.
    /// </summary>
    public bool UdpChecksum { get; init; }

    /// <summary>Whether datagrams over IPv6 are accepted without a UDP checksum (RFC 6936).</summary>
    public bool AcceptsZeroChecksum { get; init; }
}
