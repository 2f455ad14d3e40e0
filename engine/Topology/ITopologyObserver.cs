using Falcon.Engine.Tables;

namespace Falcon.Engine.Topology;

/// <summary>
/// Notified of changes of overlays and ports by the thread that makes them, in the order in which they happen; see
/// <see cref="LiveTopology.Subscribe"/>. A change that has begun is completed: an observer cannot refuse it. An exception of an observer is
/// counted and reported; it stops neither the change nor the other observers.
/// </summary>
internal interface ITopologyObserver
{
    /// <summary>A port is in the tables and about to carry frames: it is new, has come back, or has new devices.</summary>
    void PortAdded(Port port, WantedPort wanted) { }

    /// <summary>A port was changed and keeps its devices.</summary>
    void PortChanged(Port port, WantedPort from, WantedPort to) { }

    /// <summary>A port's devices are about to be removed: the port is removed, or gets other devices.</summary>
    void PortLeaving(Port port, WantedPort was) { }

    /// <summary>
    /// Everything that a removed port had sent has been carried, and nothing more comes: its index is about to become free.
    /// </summary>
    void PortDrained(Port port) { }

    /// <summary>
    /// A change is complete. It contains everything that is wanted now, so that an observer that missed a change catches up with the next.
    /// </summary>
    void Changed(TopologyChange change) { }
}
