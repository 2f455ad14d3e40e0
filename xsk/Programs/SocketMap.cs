namespace Falcon.Xsk;

/// <summary>The XSKMAP of a program: which AF_XDP socket gets the frames of which receive queue.</summary>
internal static class SocketMap
{
    public const string Name = "sockets";

    /// <exception cref="ArgumentOutOfRangeException">The program was attached for fewer queues.</exception>
    public static void Set(BpfMap sockets, int queue, XskSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentOutOfRangeException.ThrowIfNegative(queue);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(queue, sockets.MaxEntries);
        sockets.Update(queue, socket.Fd);
    }
}
