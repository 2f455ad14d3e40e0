using Falcon.Xsk.Sockets;


namespace Falcon.Engine.Lanes;

/// <summary>A worker's sockets on an uplink's device.</summary>
/// <param name="Sockets">Of the queues that the worker owns.</param>
/// <param name="Packets">What to send by instead of the first of them; null: by that.</param>
internal sealed record UplinkEnd(IReadOnlyList<XskSocket> Sockets, ITransmitter? Packets)
{
    /// <summary>Closes what no worker has frames in.</summary>
    public void Dispose()
    {
        foreach (XskSocket socket in Sockets) socket.Dispose();
        Packets?.Dispose();
    }
}
