using System.Net;

namespace Falcon.Xsk;

/// <summary>How a <see cref="UdpReceiver"/> listens.</summary>
public sealed record UdpReceiverOptions
{
    /// <summary>The UDP port; 0 lets the kernel choose.</summary>
    public required int Port { get; init; }

    /// <summary>The address; <see cref="IPAddress.IPv6Any"/> stands for all addresses of both families.</summary>
    public IPAddress Address { get; init; } = IPAddress.IPv6Any;

    /// <summary>Whether the kernel may hand over datagrams of one flow and size joined (UDP_GRO).</summary>
    public bool Gro { get; init; }

    /// <summary>Size of the socket's buffer, which may exceed net.core.rmem_max for CAP_NET_ADMIN; the kernel doubles it (socket(7)).</summary>
    public int BufferBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Messages taken by one system call.</summary>
    public int BatchSize { get; init; } = 64;
}
