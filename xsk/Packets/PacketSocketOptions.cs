namespace Falcon.Xsk.Packets;

/// <summary>How a <see cref="PacketSocket"/> is opened.</summary>
public sealed record PacketSocketOptions
{
    /// <summary>Most messages per system call; more need several calls.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Most slices of a message, received or sent; at most 1,023 (UIO_MAXIOV minus one for the header).</summary>
    public int MaxSlicesPerMessage { get; init; } = 1;

    /// <summary>The group of sockets that share the frames; null for a socket that gets all frames. The caller disposes of it.</summary>
    public PacketFanout? Fanout { get; init; }

    /// <summary>
    /// Bytes of the receive buffer and of the send buffer; 0 for the kernel's default. CAP_NET_ADMIN may exceed net.core.*mem_max.
    /// </summary>
    public int SocketBufferBytes { get; init; }

    /// <summary>
    /// How many small frames, up to 1,518 bytes, may wait in memory shared with the kernel, 1,680 bytes each. Receiving them needs no
    /// system call, where the kernel allows it (<see cref="PacketSocket.RingFault"/>). 0 receives all frames by system calls.
    /// </summary>
    public int RingSlots { get; init; }

    /// <summary>
    /// The ports whose frames go through the ring, each with a share of it; null for all devices without limit. Only with
    /// <see cref="RingSlots"/>.
    /// </summary>
    public PacketPorts? Ports { get; init; }

    /// <summary>
    /// The only device to receive from; 0 for all devices of the namespace. A message may go to any device
    /// (<see cref="PacketMessage.IfIndex"/>). A <see cref="SendOnly"/> socket sends everything to this device, whatever the messages say,
    /// which is cheaper.
    /// </summary>
    public int IfIndex { get; init; }

    /// <summary>
    /// The socket receives nothing, and what it sends passes the device's queueing discipline and is segmented if the device cannot do it.
    /// Otherwise frames go directly to the device, which takes a train only if it can segment it, as a veth can.
    /// </summary>
    public bool SendOnly { get; init; }

    /// <summary>Whether all messages go to <see cref="IfIndex"/>.</summary>
    internal bool SendsToOne => SendOnly && IfIndex != 0;
}
