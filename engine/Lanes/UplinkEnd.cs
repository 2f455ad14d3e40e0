using Falcon.Xsk.Sockets;


namespace Falcon.Engine.Lanes;

/// <summary>A worker's sockets on an uplink's device.</summary>
/// <param name="Sockets">The sockets of the queues that the worker owns.</param>
/// <param name="Packets">Sends instead of the first socket; null: the first socket sends.</param>
internal sealed record UplinkEnd(IReadOnlyList<XskSocket> Sockets, ITransmitter? Packets)
{
    /// <summary>Closes the sockets. No worker may have frames in them.</summary>
    public void Dispose()
    {
        foreach (XskSocket socket in Sockets) socket.Dispose();
        Packets?.Dispose();
    }
}
