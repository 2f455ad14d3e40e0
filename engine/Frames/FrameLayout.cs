namespace Falcon.Engine.Frames;

/// <summary>The layout of a frame in its UMEM chunk.</summary>
public static class FrameLayout
{
    /// <summary>Bytes kept free in front of a frame that did not come from the wire: room for 70 bytes of outer headers, aligned.</summary>
    public const int Headroom = 128;

    /// <summary>Bytes the kernel keeps free in front of a frame that it puts into the UMEM (XDP_PACKET_HEADROOM).</summary>
    public const int XdpHeadroom = 256;

    /// <summary>Bytes of the largest frame that a chunk holds, from any lane.</summary>
    public static int LargestFrame(int chunkSize) => chunkSize - XdpHeadroom;
}
