namespace Falcon.Engine.Snapshots;

/// <summary>The owner of each index at one moment, including remembered owners that have left.</summary>
/// <param name="Ports">The ports, by index.</param>
/// <param name="Overlays">The overlays, by index.</param>
internal sealed record BilledOwners(IReadOnlyList<BilledPort> Ports, IReadOnlyList<BilledOverlay> Overlays)
{
    /// <summary>No owners.</summary>
    public static BilledOwners None { get; } = new([], []);

    /// <summary>Whether no index has another owner in a later reading; an index may have lost its owner.</summary>
    public bool AreNotReplacedIn(BilledOwners later) => ReferenceEquals(this, later)
        || (Ports.Zip(later.Ports).All(port => IsOrWas(port.First, port.Second))
            && Overlays.Zip(later.Overlays).All(overlay => IsOrWas(overlay.First, overlay.Second)));

    private static bool IsOrWas(BilledPort owner, BilledPort later) =>
        later == BilledPort.Nobody || later == owner with { Removed = later.Removed };

    private static bool IsOrWas(BilledOverlay owner, BilledOverlay later) =>
        later == BilledOverlay.Nobody || later == owner with { Removed = later.Removed };
}
