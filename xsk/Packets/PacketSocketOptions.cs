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

    /// <summary>
    /// How many small frames, up to 1,518 bytes, may wait in memory shared with the kernel, 1,680 bytes each: they are received without a system
    /// call, where the kernel allows it (<see cref="PacketSocket.RingFault"/>). 0: all frames are received by system calls.
    /// </summary>
    public int RingSlots { get; init; }

    /// <summary>
    /// Whose frames go through the ring, and how much of it each may fill; null: all devices', without limit. Only with <see
    /// cref="RingSlots"/>.
    /// </summary>
    public PacketPorts? Ports { get; init; }

    /// <summary>
    /// The one device to receive from; 0: all devices of the namespace. Sending goes to any device, see <see cref="PacketMessage.IfIndex"/>; of a
    /// socket that is <see cref="SendOnly"/> to this one, whatever the messages say, which is cheaper.
    /// </summary>
    public int IfIndex { get; init; }

    /// <summary>
    /// It receives nothing, and what it sends takes the device's ordinary way: through its queueing discipline, and cut to segments where the
    /// device cannot cut. Otherwise frames go straight to the device, which takes a train only if it can cut it, as a veth can.
    /// </summary>
    public bool SendOnly { get; init; }

    /// <summary>Whether all messages go to <see cref="IfIndex"/>.</summary>
    internal bool SendsToOne => SendOnly && IfIndex != 0;
}
