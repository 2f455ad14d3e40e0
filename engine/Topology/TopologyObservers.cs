using Falcon.Engine.Threads;

namespace Falcon.Engine.Topology;

/// <summary>The observers of changes, in the order of their subscriptions. One thread at a time.</summary>
/// <param name="faults">Receives exceptions of observers.</param>
internal sealed class TopologyObservers(ControlFaults faults)
{
    private const string Name = "topology";

    private readonly List<ITopologyObserver> _observers = [];

    /// <summary>Adds an observer.</summary>
    public void Add(ITopologyObserver observer) => _observers.Add(observer);

    /// <summary>Notifies all observers. An exception is reported and does not stop the others.</summary>
    public void Tell(Action<ITopologyObserver> tell)
    {
        foreach (ITopologyObserver observer in _observers) faults.Try(Name, () => tell(observer));
    }
}
