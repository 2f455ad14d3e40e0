using Falcon.Xsk.Sockets;

namespace Falcon.Xsk.Programs;

/// <summary>The XSKMAP of a program: for each receive queue, the AF_XDP socket that gets its frames.</summary>
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
