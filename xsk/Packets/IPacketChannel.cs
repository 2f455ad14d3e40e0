namespace Falcon.Xsk.Packets;

/// <summary>
/// Messages from and to the devices of a network namespace. <see cref="PacketSocket"/> implements it with the kernel; tests use plain
/// memory. Called once per batch. The threading rules are those of <see cref="PacketSocket"/>.
/// </summary>
public interface IPacketChannel : IDisposable
{
    /// <summary>Bytes sent but still held by the kernel, with its own overhead (SIOCOUTQ, socket(7)).</summary>
    int BytesUnsent { get; }

    /// <inheritdoc cref="PacketSocket.Receive"/>
    int Receive(Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices);

    /// <inheritdoc cref="PacketSocket.Send"/>
    int Send(ReadOnlySpan<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices, out PacketSendError error);

    /// <inheritdoc cref="PacketSocket.WaitForRoom"/>
    bool WaitForRoom(TimeSpan atMost);
}
