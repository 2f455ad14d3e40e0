using Falcon.Engine.Tables;

namespace Falcon.Engine.Topology;

/// <summary>For those who keep something by a port's index that is to go with the port.</summary>
/// <param name="drained">Called with a port that has left, when nothing more comes from it.</param>
internal sealed class WhenDrained(Action<Port> drained) : ITopologyObserver
{
    public void PortDrained(Port port) => drained(port);
}
