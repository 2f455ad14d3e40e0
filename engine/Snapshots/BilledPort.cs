namespace Falcon.Engine.Snapshots;

/// <summary>A container that can be billed.</summary>
/// <param name="Name">The operator's name for its port.</param>
/// <param name="Vni">The overlay it belongs to.</param>
/// <param name="Removed">Whether it is no longer wanted; its bill stays for a while.</param>
public sealed record BilledPort(string Name, uint Vni, bool Removed = false)
{
    /// <summary>At an index whose port is forgotten: what was spent there is a departed one's.</summary>
    public static BilledPort Nobody { get; } = new("", 0, Removed: true);

    /// <summary>What was billed at its index, by stage, to others that had it before; empty for nothing.</summary>
    public IReadOnlyList<long> BilledBefore { get; init; } = [];

    /// <summary>What was carried at its index for others that had it before.</summary>
    public PortWork WorkBefore { get; init; }
}
