using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Falcon.Xsk.Packets;

/// <summary>
/// The receiving half of a <see cref="PacketSocket"/>: from its ring if it has one, otherwise from its queue. One thread.
/// </summary>
internal sealed unsafe class PacketReceiver : IDisposable
{
    private readonly SafeFileHandle _socket;
    private readonly Umem _umem;
    private readonly PacketRing? _ring;
    private readonly PacketBatch _batch;
    private readonly int[] _queued; // slots of the queued frames to receive next
    private long _given;

    /// <param name="socket">A bound socket; the caller closes it.</param>
    /// <param name="ring">Its ring, if it has one; this object disposes of it.</param>
    /// <param name="umem">The memory of the slices.</param>
    /// <param name="options">Batch sizes.</param>
    public PacketReceiver(SafeFileHandle socket, PacketRing? ring, Umem umem, PacketSocketOptions options)
    {
        _socket = socket;
        _umem = umem;
        _ring = ring;
        _batch = new PacketBatch(umem, options.BatchSize, options.MaxSlicesPerMessage, addressed: true);
        _queued = new int[options.BatchSize];
        for (int i = 0; i < _batch.Capacity; i++)
            _batch.PrepareReceive(i);
    }

    /// <summary>
    /// Queued frames that could not be read: the kernel cannot describe them, or the ring announced them but the queue has none.
    /// </summary>
    public long Unreadable { get; private set; }

    /// <summary>Messages returned so far. Any thread.</summary>
    public long Given => Volatile.Read(ref _given);

    /// <summary>How many of the frames, in order of arrival, have left the ring with all frames before them. Any thread.</summary>
    public long Completed => _ring?.Released ?? Given + Unreadable;

    /// <inheritdoc cref="PacketSocket.Overrun"/>
    public long Overrun { get; private set; }

    /// <inheritdoc cref="PacketSocket.Receive"/>
    public int Receive(Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices) =>
        _ring is null ? ReceivePlain(messages, slices) : ReceiveFrom(_ring, messages, slices);

    /// <summary>Unmaps the ring.</summary>
    public void Dispose()
    {
        _ring?.Dispose();
        _batch.Dispose();
    }

    private int ReceivePlain(Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        int total = ReceiveQueued(messages, slices);
        Volatile.Write(ref _given, _given + total);
        return total;
    }

    private int ReceiveFrom(PacketRing ring, Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        ring.Look();
        int total = 0;
        while (total < messages.Length && ring.Next(out bool queued) is var slot and not RingSchedule.None)
        {
            if (queued)
            {
                total += ReceiveQueued(ring, slot, messages[total..], slices);
                continue;
            }
            if (ring.IsCut(slot))
                Overrun++;
            else
                ring.Copy(slot, ref messages[total++], _umem, slices);
            ring.Take(slot);
        }
        ring.ReleaseTaken();
        Volatile.Write(ref _given, _given + total);
        return total;
    }

    // A queued frame does not name its device; only its slot does.
    private int ReceiveQueued(PacketRing ring, int first, Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        int most = Math.Min(messages.Length, _queued.Length);
        ring.Take(_queued[0] = first);
        Span<int> wanted = _queued.AsSpan(0, 1 + ring.TakeQueued(_queued.AsSpan(1, most - 1)));
        int received, done = 0;
        long lost = Unreadable;
        try
        {
            received = ReceiveQueued(messages[..wanted.Length], slices);
            if (received == 0 && Unreadable == lost)
                Unreadable++;
            // Zero is impossible, because the kernel could describe the frame when it filled the slot. If it happens, skip that slot.
            done = Math.Max(1, received);
        }
        finally
        {
            ring.PutBackQueued(wanted[done..]);
        }
        for (int i = 0; i < received; i++)
            messages[i].IfIndex = ring.IfIndexOf(wanted[i]);
        return received;
    }

    private int ReceiveQueued(Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        int total = 0;
        while (total < messages.Length)
        {
            int wanted = Math.Min(messages.Length - total, _batch.Capacity);
            int received = ReceiveBatch(messages.Slice(total, wanted), slices);
            total += received;
            if (received < wanted)
                break;
        }
        return total;
    }

    private int ReceiveBatch(Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        for (int i = 0; i < messages.Length; i++)
            _batch.SetSlices(i, messages[i], slices);
        int received;
        while ((received = LibcExtra.recvmmsg(_socket.Number(), _batch.Messages, (uint)messages.Length, 0, null)) < 0)
        {
            if (!MayTryAgain(Errno.Last))
                return 0;
        }

        for (int i = 0; i < received; i++)
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
        // EINVAL: the kernel removed a frame from the queue that it cannot describe. The next frame belongs to another slot of the ring.
        if (errno == LibC.EINVAL)
        {
            Unreadable++;
            return _ring is null;
        }
        // ENETDOWN: the device of the socket went down; reported once.
        if (errno == LibC.EINTR || errno == LibC.ENETDOWN)
            return true;
        // The device is gone, or the kernel is short of memory at present: not a reason to end.
        if (errno == LibC.ENXIO || errno == LibC.ENODEV || errno == LibC.ENOMEM || errno == LibC.ENOBUFS)
            return false;
        throw Errno.Exception("receive from a packet socket", errno);
    }
}
