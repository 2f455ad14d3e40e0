namespace Falcon.Engine.Lanes.Packets;

/// <summary>
/// A guess at how the next large frame of a container is cut, made before it arrives. If it is right, the kernel's copy into the slices is
/// the segmentation. Streams repeat themselves; <see cref="GuessElection"/> makes the guess.
/// </summary>
/// <param name="Headers">Bytes from the Ethernet header to the payload.</param>
/// <param name="Segment">Payload bytes per segment.</param>
internal readonly record struct SegmentGuess(int Headers, int Segment)
{
    /// <summary>
    /// Bytes of the largest message that is taken: the Ethernet header and the largest IPv6 packet that is not a jumbogram (RFC 8200,
    /// section 3). A container that has raised its device's <c>gso_max_size</c> may send larger ones.
    /// </summary>
    public const int LargestMessage = 14 + 40 + 65_535;

    /// <summary>The typical frame: TCP with timestamps over IPv4, full segments (Ethernet 14 bytes, IP 20, TCP 32).</summary>
    public static SegmentGuess Typical(int mtu) => new(66, mtu + 14 - 66);

    /// <summary>The slices that the largest message needs when cut this way.</summary>
    public int SlicesOfLargest => 1 + LargestMessage / Segment;

    /// <summary>The segments of a frame of <paramref name="length"/> bytes; 1 without a segment size.</summary>
    public int SegmentsIn(int length) => Segment == 0 ? 1 : Math.Max(1, (length - Headers + Segment - 1) / Segment);
}
