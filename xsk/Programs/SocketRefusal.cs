using System.Runtime.InteropServices;

namespace Falcon.Xsk.Programs;

/// <summary>
/// struct refusal of xsk/bpf/refusal.bpf.c: what sockets refused on one CPU. One cache line, which the kernel writes on that CPU.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct SocketRefusal
{
    /// <summary>Datagrams refused on this CPU so far.</summary>
    public long Count;

    /// <summary>The container of the last one, as given to <see cref="SocketRefusals.AddContainer"/>.</summary>
    public int Container;

    /// <summary>The port of the socket that refused it.</summary>
    public ushort UdpPort;

    private readonly ushort _zero;

    /// <summary>How many datagrams of this size the socket's buffer holds.</summary>
    public int Room;
}
