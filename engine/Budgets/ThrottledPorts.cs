using Falcon.Engine.Tables;
using Falcon.Engine.Topology;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.Budgets;

/// <summary>Registers the containers' addresses with the uplinks' programs, so that these can throttle them.</summary>
/// <param name="table">The throttle table that the programs read; a port's slot is its index.</param>
internal sealed class ThrottledPorts(ThrottleTable table) : ITopologyObserver
{
    public void PortAdded(Port port, WantedPort wanted) => table.AddContainer(wanted.Vni, port.Mac.ToBytes(), port.Index);

    public void PortLeaving(Port port, WantedPort was) => table.RemoveContainer(was.Vni, port.Mac.ToBytes());
}
