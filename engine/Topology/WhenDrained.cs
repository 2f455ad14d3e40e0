using Falcon.Engine.Tables;

namespace Falcon.Engine.Topology;

/// <summary>An observer that keeps something by port index and removes it with the port.</summary>
/// <param name="drained">Called with a removed port when nothing more comes from it.</param>
internal sealed class WhenDrained(Action<Port> drained) : ITopologyObserver
{
    public void PortDrained(Port port) => drained(port);
}
