namespace Falcon.Engine.Frames;

/// <summary>How a frame lies in its chunk of the UMEM.</summary>
public static class FrameLayout
{
    /// <summary>
    /// Bytes kept free in front of a frame that did not come from the wire: room for 70 bytes of outer headers, and aligned.
    /// </summary>
    public const int Headroom = 128;

    /// <summary>Bytes the kernel keeps free in front of a frame that it puts into the UMEM (XDP_PACKET_HEADROOM).</summary>
    public const int XdpHeadroom = 256;

    /// <summary>The largest frame a chunk holds, whichever way it came.</summary>
    public static int LargestFrame(int chunkSize) => chunkSize - XdpHeadroom;
}
