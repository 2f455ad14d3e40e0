namespace Falcon.Engine.Snapshots;

/// <summary>A container that can be billed.</summary>
/// <param name="Name">The operator's name for its port.</param>
/// <param name="Vni">The overlay it belongs to.</param>
/// <param name="Removed">Whether it is no longer wanted; its bill stays.</param>
public sealed record BilledPort(string Name, uint Vni, bool Removed = false);
