namespace Falcon.Engine.Snapshots;

/// <summary>An overlay that can be billed: it pays for frames from the wire that have no single receiver.</summary>
/// <param name="Vni">The VNI. An overlay that changed its MTU is a new one with the same VNI.</param>
/// <param name="Removed">Whether it was removed; its bill stays readable for a while.</param>
public sealed record BilledOverlay(uint Vni, bool Removed = false)
{
    /// <summary>Stands at an index whose overlay is forgotten.</summary>
    public static BilledOverlay Nobody { get; } = new(0, Removed: true);

    /// <summary>Nanoseconds billed at its index to earlier overlays, by stage; empty for none.</summary>
    public IReadOnlyList<long> BilledBefore { get; init; } = [];
}
