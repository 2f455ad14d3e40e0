namespace Falcon.Engine.Snapshots;

/// <summary>An overlay that can be billed, for what comes from the wire and has no single receiver.</summary>
/// <param name="Vni">Its VNI; an overlay that changed its MTU is another one of the same VNI.</param>
/// <param name="Removed">Whether it is no longer wanted; its bill stays for a while.</param>
public sealed record BilledOverlay(uint Vni, bool Removed = false)
{
    /// <summary>At an index whose overlay is forgotten: what was spent there is a departed one's.</summary>
    public static BilledOverlay Nobody { get; } = new(0, Removed: true);

    /// <summary>What was billed at its index, by stage, to others that had it before; empty for nothing.</summary>
    public IReadOnlyList<long> BilledBefore { get; init; } = [];
}
