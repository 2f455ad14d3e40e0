using System.Runtime.InteropServices;

namespace Falcon.Xsk;

/// <summary>struct refusal of xsk/bpf/refusal.bpf.c: what sockets refused on one CPU; a cache line, written by the kernel there.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct SocketRefusal
{
    /// <summary>Datagrams refused on this CPU so far.</summary>
    public long Count;

    /// <summary>The container of the last one, as named to <see cref="SocketRefusals.AddContainer"/>.</summary>
    public int Container;

    /// <summary>The port of the socket that refused it.</summary>
    public ushort UdpPort;

    private readonly ushort _zero;

    /// <summary>How many datagrams like it the socket's buffer holds.</summary>
    public int Room;
}
