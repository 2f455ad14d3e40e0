using Falcon.Engine.Tables;

namespace Falcon.Engine.Topology;

/// <summary>
/// Told of changes of overlays and ports by the thread that makes them, in the order in which they happen; see
/// <see cref="LiveTopology.Subscribe"/>. A change that has begun is made whole: an observer cannot refuse it. What an observer throws is
/// counted and reported, and keeps neither the change nor other observers back.
/// </summary>
internal interface ITopologyObserver
{
    /// <summary>A port is in the tables and about to carry frames: it is new, or is back, or has got other devices.</summary>
    void PortAdded(Port port, WantedPort wanted) { }

    /// <summary>A port has become another one and keeps its devices.</summary>
    void PortChanged(Port port, WantedPort from, WantedPort to) { }

    /// <summary>A port's devices are about to go: it is removed, or gets others.</summary>
    void PortLeaving(Port port, WantedPort was) { }

    /// <summary>What a port that has left had sent is carried to its end, and nothing more comes: its index is about to be free.</summary>
    void PortDrained(Port port) { }

    /// <summary>All of a change is done. Says what is wanted now as a whole, so that who missed one catches up with the next.</summary>
    void Changed(TopologyChange change) { }
}
