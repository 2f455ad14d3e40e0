namespace Falcon.Xsk;

/// <summary>
/// Messages from and to the devices of a network namespace. <see cref="PacketSocket"/> is the kernel's; tests put plain memory in its
/// place. Called per batch. The same rules on threads as for the implementation.
/// </summary>
public interface IPacketChannel : IDisposable
{
    /// <summary>Bytes that were sent and that the kernel still holds, its own overhead included (SIOCOUTQ, socket(7)).</summary>
    int BytesUnsent { get; }

    /// <inheritdoc cref="PacketSocket.Receive"/>
    int Receive(Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices);

    /// <inheritdoc cref="PacketSocket.Send"/>
    int Send(ReadOnlySpan<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices, out PacketSendError error);

    /// <inheritdoc cref="PacketSocket.WaitForRoom"/>
    bool WaitForRoom(TimeSpan atMost);
}
