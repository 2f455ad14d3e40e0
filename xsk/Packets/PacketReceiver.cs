using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Falcon.Xsk;

/// <summary>The half of a <see cref="PacketSocket"/> that receives: from its ring where it has one, else from its queue. One thread.</summary>
internal sealed unsafe class PacketReceiver : IDisposable
{
    private readonly SafeFileHandle _socket;
    private readonly Umem _umem;
    private readonly PacketRing? _ring;
    private readonly PacketBatch _batch;

    /// <param name="socket">Bound; stays the caller's.</param>
    /// <param name="ring">Its ring, if it has one; its own from now on.</param>
    /// <param name="umem">Where slices lie.</param>
    /// <param name="options">Batch sizes.</param>
    public PacketReceiver(SafeFileHandle socket, PacketRing? ring, Umem umem, PacketSocketOptions options)
    {
        _socket = socket;
        _umem = umem;
        _ring = ring;
        _batch = new PacketBatch(umem, options.BatchSize, options.MaxSlicesPerMessage, addressed: true);
        for (var i = 0; i < _batch.Capacity; i++)
            _batch.PrepareReceive(i);
    }

    /// <summary>Queued frames that the kernel could not describe when they were to be read.</summary>
    public long Unreadable { get; private set; }

    /// <inheritdoc cref="PacketSocket.Overrun"/>
    public long Overrun { get; private set; }

    /// <inheritdoc cref="PacketSocket.Receive"/>
    public int Receive(Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices) =>
        _ring is null ? ReceiveQueued(messages, slices) : ReceiveFrom(_ring, messages, slices);

    /// <summary>Unmaps the ring.</summary>
    public void Dispose()
    {
        _ring?.Dispose();
        _batch.Dispose();
    }

    private int ReceiveFrom(PacketRing ring, Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        var total = 0;
        while (total < messages.Length && !ring.IsEmpty)
        {
            var queued = ring.CountQueued(messages.Length - total);
            if (queued > 0)
            {
                total += ReceiveQueued(ring, messages.Slice(total, queued), slices);
                continue;
            }
            if (ring.HeadIsCut)
                Overrun++;
            else
                ring.Copy(ref messages[total++], _umem, slices);
            ring.Release();
        }
        return total;
    }

    private int ReceiveQueued(PacketRing ring, Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        var received = ReceiveQueued(messages, slices);
        if (received == 0)
            ring.Release(); // cannot be: the kernel could describe the frame when it filled the slot
        for (var i = 0; i < received; i++)
        {
            messages[i].IfIndex = ring.IfIndex; // only the slot tells it
            ring.Release();
        }
        return received;
    }

    private int ReceiveQueued(Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        var total = 0;
        while (total < messages.Length)
        {
            var wanted = Math.Min(messages.Length - total, _batch.Capacity);
            var received = ReceiveBatch(messages.Slice(total, wanted), slices);
            total += received;
            if (received < wanted)
                break;
        }
        return total;
    }

    private int ReceiveBatch(Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        for (var i = 0; i < messages.Length; i++)
            _batch.SetSlices(i, messages[i], slices);
        int received;
        while ((received = LibcExtra.recvmmsg(_socket.Number(), _batch.Messages, (uint)messages.Length, 0, null)) < 0)
            if (!MayTryAgain(Errno.Last))
                return 0;
        for (var i = 0; i < received; i++)
        {
            _batch.GetReceived(i, ref messages[i]);
            _batch.PrepareReceive(i);
        }
        return received;
    }

    private bool MayTryAgain(int errno)
    {
        if (errno == LibC.EAGAIN)
            return false;
        // EINVAL: the kernel took a frame off the queue that it cannot describe. ENETDOWN: the device we are bound to went down, told once.
        if (errno == LibC.EINVAL)
            Unreadable++;
        else if (errno != LibC.EINTR && errno != LibC.ENETDOWN)
            throw Errno.Exception("receive from a packet socket", errno);
        return true;
    }
}
