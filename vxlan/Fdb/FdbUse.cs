namespace Falcon.Vxlan;

/// <summary>How much of its share of the forwarding table an owner or an overlay uses.</summary>
/// <param name="Entries">Learned entries.</param>
/// <param name="Limit">Most learned entries.</param>
/// <param name="Replaced">Entries that newer ones replaced, because a share or the table was used up.</param>
public readonly record struct FdbUse(int Entries, int Limit, long Replaced);
