namespace Falcon.Vxlan;

/// <summary>How much of its share of the forwarding table somebody uses.</summary>
/// <param name="Entries">Learned entries.</param>
/// <param name="Limit">Most of them.</param>
/// <param name="Replaced">Entries that were replaced by newer ones because a share or the table was used up.</param>
public readonly record struct FdbUse(int Entries, int Limit, long Replaced);
