namespace Falcon.Engine.Snapshots;

/// <summary>An overlay that can be billed, for what comes from the wire and has no single receiver.</summary>
/// <param name="Vni">Its VNI; an overlay that changed its MTU is another one of the same VNI.</param>
/// <param name="Removed">Whether it is no longer wanted; its bill stays.</param>
public sealed record BilledOverlay(uint Vni, bool Removed = false);
