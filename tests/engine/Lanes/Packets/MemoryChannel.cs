using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;


namespace Falcon.Engine.Tests.Lanes.Packets;

/// <summary>Writes the beginning of the next message, and sets what the kernel reports about it.</summary>
/// <param name="head">The message's first slice.</param>
/// <param name="message">Set IfIndex, Header, Length, Truncated and the VLAN fields.</param>
/// <returns>False when no message waits.</returns>
internal delegate bool MessageProducer(Span<byte> head, ref PacketMessage message);

/// <summary>Receives a message that is sent, with its slices.</summary>
/// <returns>The kernel's result.</returns>
internal delegate PacketSendError MessageConsumer(in PacketMessage message, ReadOnlySpan<UmemSlice> slices);

/// <summary>
/// A packet socket in plain memory. It checks slices as strictly as the kernel, and reports of a message whatever the test wants.
/// </summary>
internal sealed class MemoryChannel(Umem umem, int mostSlices, MessageProducer producer, MessageConsumer consumer) : IPacketChannel
{
    /// <inheritdoc/>
    public int BytesUnsent => 0;

    /// <summary>Whether <see cref="WaitForRoom"/> finds room.</summary>
    public bool HasRoom { get; set; } = true;

    /// <inheritdoc/>
    public int Receive(Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        int received = 0;
        foreach (ref PacketMessage message in messages)
        {
            Span<byte> head = Check(slices.Slice(message.FirstSlice, message.SliceCount));
            if (!producer(head, ref message)) break;
            received++;
        }

        return received;
    }

    /// <inheritdoc/>
    public int Send(ReadOnlySpan<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices, out PacketSendError error)
    {
        error = PacketSendError.None;
        int sent = 0;
        foreach (ref readonly PacketMessage message in messages)
        {
            ReadOnlySpan<UmemSlice> parts = slices.Slice(message.FirstSlice, message.SliceCount);
            Check(parts);
            error = consumer(message, parts);
            if (error != PacketSendError.None) break;
            sent++;
        }

        return sent;
    }

    /// <inheritdoc/>
    public bool WaitForRoom(TimeSpan atMost) => HasRoom;

    /// <inheritdoc/>
    public void Dispose() { }

    /// <summary>Fails if a slice lies outside its chunk, or if there are more slices than the socket was opened for.</summary>
    /// <returns>The first slice.</returns>
    private Span<byte> Check(ReadOnlySpan<UmemSlice> slices)
    {
        Assert.InRange(slices.Length, 1, mostSlices);
        foreach (ref readonly UmemSlice slice in slices)
        {
            if (slice.Length < 0 || slice.Address - umem.ChunkStart(slice.Address) + slice.Length > umem.ChunkSize)
                Assert.Fail($"{slice} does not lie in one chunk");
        }

        return umem.Slice(slices[0].Address, slices[0].Length);
    }
}
