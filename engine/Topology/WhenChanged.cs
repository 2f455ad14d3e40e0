namespace Falcon.Engine.Topology;

/// <summary>An observer that only handles completed changes.</summary>
/// <param name="changed">Called after each change.</param>
internal sealed class WhenChanged(Action<TopologyChange> changed) : ITopologyObserver
{
    public void Changed(TopologyChange change) => changed(change);
}
