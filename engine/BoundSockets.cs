using Falcon.Engine.Ports;
using Falcon.Engine.Uplinks;
using Falcon.Xsk.Sockets;

namespace Falcon.Engine;

/// <summary>
/// Finds a bound socket whose UMEM other sockets can share: an uplink's, or a port's while all uplinks are away. Any thread.
/// </summary>
/// <param name="underlay">The uplinks.</param>
/// <param name="ports">The ports' devices.</param>
internal sealed class BoundSockets(Underlay underlay, PortSet ports)
{
    private volatile PortLanes? _portLanes;

    /// <summary>The ports' lanes; null until they are open.</summary>
    public PortLanes? PortLanes
    {
        set => _portLanes = value;
    }

    /// <summary>A bound socket, or null when there is none.</summary>
    public XskSocket? Any
    {
        get
        {
            foreach (Uplink uplink in underlay.Uplinks)
            {
                if (uplink.Attachment?.Sockets.FirstOrDefault(socket => socket.Fd >= 0) is { } socket) return socket;
            }

            if (_portLanes is not { } lanes) return null;
            lock (ports.Changes) return lanes.AnySocket;
        }
    }
}
