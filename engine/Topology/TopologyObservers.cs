using Falcon.Engine.Threads;

namespace Falcon.Engine.Topology;

/// <summary>Who is told of changes, in the order in which they have subscribed. One thread at a time.</summary>
/// <param name="faults">Told of what an observer throws.</param>
internal sealed class TopologyObservers(ControlFaults faults)
{
    private const string Name = "topology";

    private readonly List<ITopologyObserver> _observers = [];

    /// <summary>Adds one.</summary>
    public void Add(ITopologyObserver observer) => _observers.Add(observer);

    /// <summary>Tells all. What one throws is reported, and the others are told.</summary>
    public void Tell(Action<ITopologyObserver> tell)
    {
        foreach (ITopologyObserver observer in _observers) faults.Try(Name, () => tell(observer));
    }
}
