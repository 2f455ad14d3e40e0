namespace Falcon.Vxlan;

/// <summary>Steps over 802.1Q and QinQ tags.</summary>
internal static class VlanTags
{
    private const int MaxTags = 2;

    /// <summary>Moves <paramref name="offset"/> behind at most two tags; a third is left as the EtherType of a payload that we do not know.</summary>
    /// <returns>False when the frame ends inside a tag.</returns>
    internal static bool TrySkip(ReadOnlySpan<byte> frame, ref int offset, ref ushort etherType)
    {
        for (int n = 0; n < MaxTags && EtherTypes.IsVlan(etherType); n++)
        {
            if (frame.Length - offset < VlanTag.Length) return false;
            etherType = new VlanTag(frame[offset..]).EtherType;
            offset += VlanTag.Length;
        }
        return true;
    }
}
