namespace Falcon.Xsk.Packets;

/// <summary>One frame, or one train with its <see cref="Header"/>, that a <see cref="PacketSocket"/> receives or sends.</summary>
public struct PacketMessage
{
    /// <summary>The device that the frame came from or goes to.</summary>
    public int IfIndex;

    /// <summary>Partial checksum and segmentation.</summary>
    public VirtioNetHeader Header;

    /// <summary>Index of its first slice in the slices of the call.</summary>
    public int FirstSlice;

    /// <summary>How many slices it fills or consists of.</summary>
    public int SliceCount;

    /// <summary>Received: bytes of the frame; it fills its slices in order. Ignored when sent: the slices' lengths count.</summary>
    public int Length;

    /// <summary>Received: the frame was longer than its slices; the rest is lost.</summary>
    public bool Truncated;

    /// <summary>
    /// Received: an 802.1Q or 802.1ad tag. The kernel takes it out of the frame before a packet socket sees it. <see cref="VlanProtocol"/>
    /// is 0 when there was none. Ignored when sent: put the tag into the frame.
    /// </summary>
    public ushort VlanTag;

    /// <summary>Received: EtherType of the removed tag, 0x8100 or 0x88A8; 0 when there was none.</summary>
    public ushort VlanProtocol;
}
