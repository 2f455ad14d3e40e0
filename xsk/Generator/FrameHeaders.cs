namespace Falcon.Xsk;

/// <summary>
/// The headers of a generator's frames to one target, and the sums of what never changes in them: one's complement sums of 16-bit words as
/// they lie in memory, not folded.
/// </summary>
/// <param name="Bytes">All headers, outer ones first; lengths and checksums are those of the first frame length.</param>
/// <param name="UdpSum">Pseudo header and destination port of the inner datagram, and the payload's magic.</param>
/// <param name="IpSum">The inner IPv4 header without total length and checksum; 0 with IPv6.</param>
internal sealed record FrameHeaders(byte[] Bytes, uint UdpSum, uint IpSum);
