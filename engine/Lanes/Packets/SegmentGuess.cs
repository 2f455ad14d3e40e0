namespace Falcon.Engine.Lanes.Packets;

/// <summary>
/// How the next large frame of a container will be cut, guessed before it arrives: right, and the kernel's copy into the slices is
/// the segmentation. Streams repeat themselves, so the last large frame is the best guess.
/// </summary>
/// <param name="Headers">Bytes from the Ethernet header to the payload.</param>
/// <param name="Segment">Payload bytes per segment.</param>
internal readonly record struct SegmentGuess(int Headers, int Segment)
{
    /// <summary>TCP with timestamps over IPv4, full segments: Ethernet 14, IP 20, TCP 32.</summary>
    public static SegmentGuess Typical(int mtu) => new(66, mtu + 14 - 66);

    /// <summary>Slices that the largest message fills, Ethernet header and 64 KiB: however it is cut, it must fit what is offered.</summary>
    public int SlicesOfLargest => 1 + (65_536 + 14) / Segment;

    /// <summary>Segments of a frame of that many bytes; one when there is no segment size.</summary>
    public int SegmentsIn(int length) => Segment == 0 ? 1 : Math.Max(1, (length - Headers + Segment - 1) / Segment);
}
