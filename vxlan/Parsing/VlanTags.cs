namespace Falcon.Vxlan;

/// <summary>Steps over 802.1Q and QinQ tags.</summary>
internal static class VlanTags
{
    private const int MaxTags = 2;

    /// <summary>
    /// Where the network header begins, after at most two tags; the two bytes before it are its EtherType. A third tag counts as an unknown
    /// payload.
    /// </summary>
    /// <returns>14, 18 or 22; -1 when the frame ends before it.</returns>
    internal static int NetworkOffset(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < EthernetHeader.Length) return -1;
        return EtherTypes.IsVlan(new EthernetHeader(frame).EtherType) ? BehindTags(frame) : EthernetHeader.Length;
    }

    private static int BehindTags(ReadOnlySpan<byte> frame)
    {
        int offset = EthernetHeader.Length;
        for (int n = 0; n < MaxTags && EtherTypes.IsVlan(EtherTypes.Before(offset, frame)); n++)
        {
            if (frame.Length - offset < VlanTag.Length) return -1;
            offset += VlanTag.Length;
        }

        return offset;
    }
}
