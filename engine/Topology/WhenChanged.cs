namespace Falcon.Engine.Topology;

/// <summary>For those who only want to know that something has changed, and what.</summary>
/// <param name="changed">Called after each change.</param>
internal sealed class WhenChanged(Action<TopologyChange> changed) : ITopologyObserver
{
    public void Changed(TopologyChange change) => changed(change);
}
