namespace Falcon.Xsk;

/// <summary>How a <see cref="PacketSocket"/> is opened.</summary>
public sealed record PacketSocketOptions
{
    /// <summary>Most messages per system call; more are taken in several.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Most slices of one message, either way; at most 1,023 (UIO_MAXIOV less one for the header).</summary>
    public int MaxSlicesPerMessage { get; init; } = 1;

    /// <summary>The group of sockets that share the frames; null: all frames. Stays the caller's.</summary>
    public PacketFanout? Fanout { get; init; }

    /// <summary>Bytes of the receive and of the send buffer, each; 0 leaves the kernel's default. With CAP_NET_ADMIN not limited by net.core.*mem_max.</summary>
    public int SocketBufferBytes { get; init; }

    /// <summary>The one device to receive from; 0: all devices of the namespace. Sending goes to any device, see <see cref="PacketMessage.IfIndex"/>.</summary>
    public int IfIndex { get; init; }

    /// <summary>
    /// It receives nothing, and what it sends takes the device's ordinary way: through its queueing discipline, and cut to segments where the
    /// device cannot cut. Otherwise frames go straight to the device, which takes a train only if it can cut it, as a veth can.
    /// </summary>
    public bool SendOnly { get; init; }
}
