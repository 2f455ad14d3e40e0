using System.Net;

namespace Falcon.Xsk.Sockets;

/// <summary>How a <see cref="UdpReceiver"/> listens.</summary>
public sealed record UdpReceiverOptions
{
    /// <summary>The UDP port; 0 lets the kernel choose.</summary>
    public required int Port { get; init; }

    /// <summary>The local address. <see cref="IPAddress.IPv6Any"/> means all addresses of both families.</summary>
    public IPAddress Address { get; init; } = IPAddress.IPv6Any;

    /// <summary>Whether the kernel may join datagrams of one flow and size (UDP_GRO).</summary>
    public bool Gro { get; init; }

    /// <summary>
    /// Size of the socket's buffer; the kernel doubles it (socket(7)). With CAP_NET_ADMIN it may exceed net.core.rmem_max.
    /// </summary>
    public int BufferBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Messages per system call.</summary>
    public int BatchSize { get; init; } = 64;
}
