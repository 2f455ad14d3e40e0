namespace Falcon.Engine.Snapshots;

/// <summary>A container that can be billed.</summary>
/// <param name="Name">The operator's name for its port.</param>
/// <param name="Vni">The overlay it belongs to.</param>
/// <param name="Removed">Whether it was removed; its bill stays readable for a while.</param>
public sealed record BilledPort(string Name, uint Vni, bool Removed = false)
{
    /// <summary>Stands at an index whose port is forgotten.</summary>
    public static BilledPort Nobody { get; } = new("", 0, Removed: true);

    /// <summary>Nanoseconds billed at its index to earlier ports, by stage; empty for none.</summary>
    public IReadOnlyList<long> BilledBefore { get; init; } = [];

    /// <summary>Frames and bytes carried at its index for earlier ports.</summary>
    public PortWork WorkBefore { get; init; }
}
