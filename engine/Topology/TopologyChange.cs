using Falcon.Engine.Events;

namespace Falcon.Engine.Topology;

/// <summary>A change that is done.</summary>
/// <param name="Overlays">The overlays that there are now, with their ports.</param>
/// <param name="Events">What to tell the operator of it.</param>
internal sealed record TopologyChange(IReadOnlyList<WantedOverlay> Overlays, IReadOnlyList<DataplaneEvent> Events);
