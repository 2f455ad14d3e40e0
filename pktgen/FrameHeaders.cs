namespace Falcon.Pktgen;

/// <summary>The headers of a generator's frames to one target, and the folded sums of what never changes in them.</summary>
/// <param name="Bytes">All headers, outer ones first; lengths and checksums are those of the first frame length.</param>
/// <param name="PseudoHeaderSum">The pseudo header of the inner datagram, at length zero.</param>
/// <param name="IpSum">The inner IPv4 header without total length and checksum; 0 with IPv6.</param>
internal sealed record FrameHeaders(byte[] Bytes, ushort PseudoHeaderSum, ushort IpSum);
