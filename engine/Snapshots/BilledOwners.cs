namespace Falcon.Engine.Snapshots;

/// <summary>Who has which index at one moment, those included who have left and are remembered.</summary>
/// <param name="Ports">The ports, by index.</param>
/// <param name="Overlays">The overlays, by index.</param>
internal sealed record BilledOwners(IReadOnlyList<BilledPort> Ports, IReadOnlyList<BilledOverlay> Overlays)
{
    /// <summary>Nobody has come yet.</summary>
    public static BilledOwners None { get; } = new([], []);

    /// <summary>Whether none of these indices has another owner later; some may have none.</summary>
    public bool AreNotReplacedIn(BilledOwners later) => ReferenceEquals(this, later)
        || (Ports.Zip(later.Ports).All(port => IsOrWas(port.First, port.Second))
            && Overlays.Zip(later.Overlays).All(overlay => IsOrWas(overlay.First, overlay.Second)));

    private static bool IsOrWas(BilledPort owner, BilledPort later) =>
        later == BilledPort.Nobody || later == owner with { Removed = later.Removed };

    private static bool IsOrWas(BilledOverlay owner, BilledOverlay later) =>
        later == BilledOverlay.Nobody || later == owner with { Removed = later.Removed };
}
