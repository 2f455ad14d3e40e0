using Falcon.Xsk.Native;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Falcon.Xsk.Links.Netlink;

/// <summary>A socket of the NETLINK_ROUTE family, bound to the network namespace of the thread that opened it.</summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    /// <summary>No datagram is waiting, or none came in time.</summary>
    public const int Nothing = -1;

    /// <summary>The kernel dropped datagrams (ENOBUFS), or one was too long for the buffer: their contents are lost.</summary>
    public const int Overrun = -2;

    private const int NetnsCookie = 71; // SO_NETNS_COOKIE, asm-generic/socket.h

    /// <summary>The kernel answers a request before send(2) returns. A caller that waits this long has lost the answer.</summary>
    private const int MostSecondsToWait = 5;

    private readonly SafeFileHandle _handle;

    private NetlinkSocket(SafeFileHandle handle) => _handle = handle;

    public int Fd => _handle.Number();

    /// <summary>Opens a non-blocking socket that hears the given multicast groups, or a socket for requests if no group is given.</summary>
    public static NetlinkSocket Open(params ReadOnlySpan<int> groups)
    {
        int nonBlocking = groups.IsEmpty ? 0 : LibC.SOCK_NONBLOCK;
        var socket = new NetlinkSocket(OwnedFd.Take(
            LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC | nonBlocking, Rtnl.NETLINK_ROUTE), "open a netlink socket"));
        // Since Linux 4.12, 4.3 and 4.20. Without them errors are terse and dumps are not filtered, which is acceptable.
        socket.TrySetOption(Rtnl.NETLINK_EXT_ACK, 1);
        socket.TrySetOption(Rtnl.NETLINK_CAP_ACK, 1);
        socket.TrySetOption(Rtnl.NETLINK_GET_STRICT_CHK, 1);
        if (groups.IsEmpty) socket.LimitWaits();
        socket.Bind();
        foreach (int group in groups)
            Errno.Check(socket.TrySetOption(Rtnl.NETLINK_ADD_MEMBERSHIP, group), $"join rtnetlink group {group}");
        return socket;
    }

    /// <summary>The cookie of the socket's namespace; 0 where the kernel does not tell.</summary>
    public ulong ReadNamespaceCookie()
    {
        ulong cookie = 0;
        socklen_t size = sizeof(ulong);
        return LibC.getsockopt(Fd, LibC.SOL_SOCKET, NetnsCookie, &cookie, &size) == 0 ? cookie : 0;
    }

    /// <summary>Sends one request to the kernel.</summary>
    public void Send(ReadOnlySpan<byte> request)
    {
        fixed (byte* bytes = request)
            Errno.Check((int)LibC.send(Fd, bytes, request.Length, 0), "send a netlink request");
    }

    /// <summary>
    /// Receives one datagram from the kernel. Ignores other senders: processes with CAP_NET_ADMIN in the socket's namespace can send some
    /// too.
    /// </summary>
    /// <returns>Its length, <see cref="Nothing"/>, or <see cref="Overrun"/>.</returns>
    /// <exception cref="XskException">Receiving failed.</exception>
    public int Receive(Span<byte> buffer)
    {
        long deadline = Environment.TickCount64 + MostSecondsToWait * 1000;
        uint* sender = stackalloc uint[3]; // struct sockaddr_nl, linux/netlink.h: family, padding, port id, groups
        fixed (byte* bytes = buffer)
        {
            while (Environment.TickCount64 < deadline)
            {
                socklen_t size = 3 * sizeof(uint);
                int received = (int)LibC.recvfrom(Fd, bytes, buffer.Length, LibC.MSG_TRUNC, (sockaddr*)sender, &size);
                if (received < 0)
                {
                    int errno = Errno.Last;
                    if (errno == LibC.EAGAIN)
                        return Nothing;
                    if (errno == LibC.ENOBUFS)
                        return Overrun;
                    if (errno != LibC.EINTR)
                        throw Errno.Exception("receive from a netlink socket", errno);
                }
                else if (size == 3 * sizeof(uint) && sender[1] == 0)
                {
                    return received <= buffer.Length ? received : Overrun;
                }
            }
        }

        return Nothing;
    }

    public void Dispose() => _handle.Dispose();

    // Lets the kernel choose the port id. Without a bind the socket has port id 0, the kernel's own, and hears no events.
    private void Bind()
    {
        // struct sockaddr_nl, linux/netlink.h: family, padding, port id, groups.
        uint* address = stackalloc uint[3];
        address[0] = (uint)(int)LibC.AF_NETLINK;
        address[1] = address[2] = 0;
        Errno.Check(LibC.bind(Fd, (sockaddr*)address, 3 * sizeof(uint)), "bind a netlink socket");
    }

    private void LimitWaits()
    {
        long* limit = stackalloc long[2]; // struct timeval: seconds, microseconds
        limit[0] = MostSecondsToWait;
        limit[1] = 0;
        Errno.Check(LibC.setsockopt(Fd, LibC.SOL_SOCKET, LibC.SO_RCVTIMEO, limit, 2 * sizeof(long)), "limit the waits of a netlink socket");
    }

    private int TrySetOption(int option, int value) => LibC.setsockopt(Fd, LibC.SOL_NETLINK, option, &value, sizeof(int));
}
