using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Falcon.Xsk.Rings;
using Tmds.Linux;
using static Falcon.Xsk.Native.XdpConstants;
using static Tmds.Linux.LibC;

namespace Falcon.Xsk.Sockets;

/// <summary>
/// An AF_XDP socket: frames of one device queue to and from a <see cref="Umem"/>, without a copy in user space. Each end of a ring belongs
/// to one thread; usually one worker owns the whole socket. The data path does not allocate, lock or throw. Source:
/// Documentation/networking/af_xdp.rst of the kernel.
/// </summary>
public sealed unsafe class XskSocket : IDisposable
{
    // Hot: the rings and what the kernel has.
    private ConsumerRing<XdpDescriptor> _rx;
    private ProducerRing<ulong> _fill;
    private ProducerRing<XdpDescriptor> _tx;
    private ConsumerRing<ulong> _completion;
    private readonly LentChunks _lent;
    private readonly bool _needWakeup;

    // Cold.
    private readonly XskRings _rings;
    private bool _disposed;

    private XskSocket(XskSocketOptions options, XskBinder.Bound bound)
    {
        Umem = options.Umem;
        IfIndex = options.IfIndex;
        Queue = options.Queue;
        Fd = bound.Fd;
        Mode = bound.Mode;
        ModeReason = bound.Reason;
        _rings = bound.Rings;
        _lent = new LentChunks(Umem);
        _needWakeup = options.ShareWith?._needWakeup ?? options.NeedWakeup;
        _rx = new ConsumerRing<XdpDescriptor>(_rings.Rx);
        _tx = new ProducerRing<XdpDescriptor>(_rings.Tx);
        _fill = new ProducerRing<ulong>(_rings.Fill);
        _completion = new ConsumerRing<ulong>(_rings.Completion);
    }

    /// <summary>The memory of the frames.</summary>
    public Umem Umem { get; }

    /// <summary>Index of the device.</summary>
    public int IfIndex { get; }

    /// <summary>Queue of the device.</summary>
    public int Queue { get; }

    /// <summary>File descriptor, to poll and to put into an XSKMAP; -1 after disposal.</summary>
    public int Fd { get; private set; }

    /// <summary>The mode that was chosen.</summary>
    public XskBindMode Mode { get; }

    /// <summary>Why this mode was chosen: which modes were tried before and refused.</summary>
    public string ModeReason { get; }

    /// <summary>Entries that <see cref="Fill"/> would take now.</summary>
    public int FillRoom => _fill.Room;

    /// <summary>Entries that <see cref="Transmit"/> would take now.</summary>
    public int TransmitRoom => _tx.Room;

    /// <summary>Frames given to the kernel to send and not yet completed. The caller must not touch them.</summary>
    public int OutstandingTx { get; private set; }

    /// <summary>Chunks given to the kernel to receive into and not yet received. The caller must not touch them.</summary>
    public int OutstandingFill { get; private set; }

    /// <summary>Frames that the kernel completed without sending them, because the device's queue was full (EBUSY).</summary>
    public long TransmitBusyDrops { get; private set; }

    /// <summary>
    /// Kicks that left frames in the ring for later: budget used up, completion ring full or no memory (EAGAIN, ENOBUFS).
    /// </summary>
    public long TransmitRetries { get; private set; }

    /// <summary>Kicks that failed for another reason, such as a device that is down. The frames stay in the ring.</summary>
    public long TransmitErrors { get; private set; }

    /// <summary>Opens a socket on a device of the calling thread's network namespace and binds it in the first mode that works.</summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="XskException">No mode works. The message gives the reason for each.</exception>
    public static XskSocket Open(XskSocketOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        var socket = new XskSocket(options, XskBinder.Bind(options));
        socket.RaiseTransmitLimits(options.TxSize);
        return socket;
    }

    /// <summary>Takes received frames, oldest first.</summary>
    /// <param name="into">Receives them. A frame starts where its descriptor says, not at the start of its chunk.</param>
    /// <returns>How many; 0 when none is waiting.</returns>
    public int Receive(Span<XdpDescriptor> into)
    {
        int count = _rx.Read(into);
        foreach (ref readonly XdpDescriptor frame in into[..count])
            _lent.TakeBack(frame.Address);
        OutstandingFill -= count;
        return count;
    }

    /// <summary>
    /// Gives the kernel chunks to receive into, as many as fit. The kernel frees entries slightly after it hands over the frames. So a full
    /// ring may not take as many chunks as were just received; keep the rest.
    /// </summary>
    /// <param name="chunks">Any address inside each chunk.</param>
    /// <returns>How many it took, from the first on.</returns>
    public int Fill(ReadOnlySpan<uint> chunks)
    {
        int count = _fill.Reserve(chunks.Length);
        for (int i = 0; i < count; i++)
        {
            _fill[i] = chunks[i];
            _lent.Lend(chunks[i]);
        }

        _fill.Publish(count);
        OutstandingFill += count;
        return count;
    }

    /// <summary>Gives the kernel frames to send, as many as fit. They leave at the next <see cref="KickTransmit"/> at the latest.</summary>
    /// <returns>How many it took, from the first on.</returns>
    public int Transmit(ReadOnlySpan<XdpDescriptor> frames)
    {
        int count = _tx.Write(frames);
        foreach (ref readonly XdpDescriptor frame in frames[..count])
            _lent.Lend(frame.Address);
        OutstandingTx += count;
        return count;
    }

    /// <summary>Takes back frames that the kernel has completed.</summary>
    /// <param name="addresses">Receives the addresses that were given to <see cref="Transmit"/>.</param>
    /// <returns>How many; 0 when none is completed.</returns>
    public int Complete(Span<uint> addresses)
    {
        int count = _completion.Peek(addresses.Length);
        for (int i = 0; i < count; i++)
        {
            addresses[i] = (uint)_completion[i];
            _lent.TakeBack(addresses[i]);
        }

        if (count > 0)
            _completion.Release(count);
        OutstandingTx -= count;
        return count;
    }

    /// <summary>
    /// Makes the kernel send the frames in the transmit ring, unless it does so by itself. In copy mode it sends them inside this call, so
    /// call it once per batch. Failures are counted, see <see cref="TransmitBusyDrops"/>, <see cref="TransmitRetries"/>,
    /// <see cref="TransmitErrors"/>.
    /// </summary>
    public void KickTransmit()
    {
        int pending = _tx.Pending;
        while (pending > 0 && (!_needWakeup || _tx.NeedsWakeup))
        {
            bool done = sendto(Fd, null, 0, MSG_DONTWAIT, null, 0) >= 0;
            if (!done)
                CountTransmitFailure(Errno.Last);
            int left = _tx.Pending;
            if (done || left == pending)
                return;
            pending = left; // the kernel stopped early (budget, or one frame dropped) after some progress
        }
    }

    /// <summary>Makes the kernel look at the fill ring again, if it needs to be told. In copy mode it never does.</summary>
    public void KickReceive()
    {
        if (!_needWakeup || _fill.NeedsWakeup)
            _ = recvfrom(Fd, null, 0, MSG_DONTWAIT, null, null); // on EAGAIN and similar errors the next kick tries again
    }

    /// <summary>Reads the kernel's counters; a system call.</summary>
    /// <exception cref="XskException">The kernel refuses.</exception>
    public XskStatistics ReadStatistics()
    {
        XskStatistics statistics;
        socklen_t length = (uint)sizeof(XskStatistics);
        Errno.Check(getsockopt(Fd, SOL_XDP, XDP_STATISTICS, &statistics, &length), "XDP_STATISTICS cannot be read");
        return statistics;
    }

    /// <summary>
    /// Closes the socket and returns every chunk that the kernel's side still had: to be filled, received but not taken, to be sent, or
    /// sent but not completed. For a device that has gone while other sockets go on with the UMEM.
    /// </summary>
    /// <returns>How many chunks it returned.</returns>
    public int Reclaim(FrameCache frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        Dispose(); // close waits for the kernel's receivers: afterwards it writes to no chunk
        OutstandingTx = OutstandingFill = 0;
        return _lent.ReturnAll(frames);
    }

    /// <summary>Closes the socket. Does not return the kernel's chunks to a pool: see <see cref="Reclaim"/>.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _ = close(Fd);
        Fd = -1;
        _rings.Dispose();
        // A use after this throws NullReferenceException instead of writing to freed memory.
        (_rx, _fill, _tx, _completion) = (default, default, default, default);
    }

    private void CountTransmitFailure(int errno)
    {
        if (errno == EBUSY)
            TransmitBusyDrops++;
        else if (errno == EAGAIN || errno == ENOBUFS || errno == EINTR)
            TransmitRetries++;
        else
            TransmitErrors++;
    }

    /// <summary>
    /// Raises two limits that would end a kick early in copy mode: 32 frames per call, and the send buffer. Ignores failures.
    /// </summary>
    private void RaiseTransmitLimits(int frames)
    {
        _ = setsockopt(Fd, SOL_XDP, XDP_MAX_TX_SKB_BUDGET, &frames, sizeof(int));
        int bytes = frames * Umem.ChunkSize;
        if (setsockopt(Fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(int)) != 0)
            _ = setsockopt(Fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(int));
    }

    private static void Check(XskSocketOptions options)
    {
        foreach (int size in (int[])[options.RxSize, options.TxSize, options.FillSize, options.CompletionSize])
            RingMemory.CheckEntries(size);
        if (options.CompletionSize < options.TxSize)
        {
            throw new ArgumentException(
                $"the completion ring ({options.CompletionSize}) must be as large as the transmit ring ({options.TxSize})",
                nameof(options));
        }

        if (options.ModesToTry.Count == 0)
            throw new ArgumentException("there is no mode to try", nameof(options));
        if (options.ShareWith is { } other && other.Umem != options.Umem)
            throw new ArgumentException("the socket to share with has another UMEM", nameof(options));
    }
}
