namespace Falcon.Engine.Lanes.Packets;

/// <summary>
/// How the next large frame of a container will be cut, guessed before it arrives: right, and the kernel's copy into the slices is
/// the segmentation. Streams repeat themselves; <see cref="GuessElection"/> makes the guess.
/// </summary>
/// <param name="Headers">Bytes from the Ethernet header to the payload.</param>
/// <param name="Segment">Payload bytes per segment.</param>
internal readonly record struct SegmentGuess(int Headers, int Segment)
{
    /// <summary>
    /// Bytes of the largest message that is taken: Ethernet header and the largest IPv6 packet that is no jumbogram (RFC 8200, section 3).
    /// A container that has raised its device's <c>gso_max_size</c> sends larger ones.
    /// </summary>
    public const int LargestMessage = 14 + 40 + 65_535;

    /// <summary>TCP with timestamps over IPv4, full segments: Ethernet 14, IP 20, TCP 32.</summary>
    public static SegmentGuess Typical(int mtu) => new(66, mtu + 14 - 66);

    /// <summary>Slices that the largest message fills: however it is cut, it must fit what is offered.</summary>
    public int SlicesOfLargest => 1 + LargestMessage / Segment;

    /// <summary>Segments of a frame of that many bytes; one when there is no segment size.</summary>
    public int SegmentsIn(int length) => Segment == 0 ? 1 : Math.Max(1, (length - Headers + Segment - 1) / Segment);
}
