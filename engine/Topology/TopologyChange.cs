using Falcon.Engine.Events;

namespace Falcon.Engine.Topology;

/// <summary>A completed change.</summary>
/// <param name="Overlays">The live overlays, with their ports.</param>
/// <param name="Events">The events for the operator.</param>
internal sealed record TopologyChange(IReadOnlyList<WantedOverlay> Overlays, IReadOnlyList<DataplaneEvent> Events);
