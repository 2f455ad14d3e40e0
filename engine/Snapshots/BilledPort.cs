namespace Falcon.Engine.Snapshots;

/// <summary>A container that can be billed.</summary>
/// <param name="Name">The operator's name for its port.</param>
/// <param name="Vni">The overlay it belongs to.</param>
public sealed record BilledPort(string Name, uint Vni);
