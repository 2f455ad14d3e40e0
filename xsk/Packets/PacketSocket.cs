using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Falcon.Xsk;

/// <summary>
/// Frames of many devices through one socket, straight from and into a UMEM; packet(7) with PACKET_VNET_HDR, so that trains pass as one
/// message, PACKET_QDISC_BYPASS and PACKET_IGNORE_OUTGOING. Never blocks; poll <see cref="Fd"/>. Calls allocate nothing.
/// Owned by one thread, except that one may receive while another sends.
/// </summary>
public sealed unsafe class PacketSocket : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly Umem _umem;
    private readonly PacketRingGuard? _guard;
    private readonly PacketRing? _ring;
    private readonly PacketBatch _receive;
    private readonly PacketBatch _send;
    private long _unreadable; // queued frames that the kernel could not describe when they were to be read

    private PacketSocket(SafeFileHandle handle, PacketRingGuard? guard, PacketRing? ring, Umem umem, PacketSocketOptions options)
    {
        _handle = handle;
        _guard = guard;
        _ring = ring;
        _umem = umem;
        _receive = new PacketBatch(umem, options.SendOnly ? 0 : options.BatchSize, options.MaxSlicesPerMessage, addressed: true);
        _send = new PacketBatch(umem, options.BatchSize, options.MaxSlicesPerMessage, addressed: !options.SendsToOne);
        for (var i = 0; i < _receive.Capacity; i++)
            _receive.PrepareReceive(i);
    }

    /// <summary>Whether this kernel cuts a message of UDP datagrams (<see cref="VirtioNetHeader.GsoUdpL4"/>).</summary>
    public static bool CutsDatagrams => Environment.OSVersion.Version >= new Version(6, 2);

    /// <summary>The descriptor; readable when frames wait.</summary>
    public int Fd => _handle.Number();

    /// <summary>Frames lost because a virtio header cannot describe them (SCTP segmentation, for one).</summary>
    public long Indescribable => _unreadable + (_guard?.Refused ?? 0);

    /// <summary>Large frames whose end found no room in the receive buffer, so that they were lost; <see cref="ReadStatistics"/> counts them as received.</summary>
    public long Overrun { get; private set; }

    /// <summary>Frames of those that <see cref="ReadStatistics"/> counts as received that <see cref="Receive"/> never gave.</summary>
    public long LostAfterArrival => _unreadable + Overrun;

    /// <summary>Why it receives without the ring that it was to have; null: it has it, or was not to.</summary>
    public string? RingFault { get; private set; }

    /// <summary>The error number behind the last <see cref="PacketSendError"/>, see errno(3).</summary>
    public int LastSendErrno { get; private set; }

    /// <summary>Opens a socket in the calling thread's network namespace; it stays there when the thread moves on.</summary>
    /// <param name="umem">Where the slices of all messages lie; it must outlive the socket.</param>
    /// <param name="options">Batch sizes, buffers, fanout.</param>
    /// <exception cref="XskException">CAP_NET_RAW is missing, the device does not exist, or the fanout group is of another kind.</exception>
    public static PacketSocket Open(Umem umem, PacketSocketOptions options)
    {
        ArgumentNullException.ThrowIfNull(umem);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BatchSize, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxSlicesPerMessage, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxSlicesPerMessage, 1023);
        ArgumentOutOfRangeException.ThrowIfNegative(options.RingSlots);
        if (options.SendOnly && options.RingSlots > 0)
            throw new ArgumentException("a packet socket that only sends has no ring to receive through", nameof(options));
        var socket = options.RingSlots == 0 ? OpenPlain(umem, options) : OpenWithRing(umem, options);
        try
        {
            options.Fanout?.Admit(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static PacketSocket OpenPlain(Umem umem, PacketSocketOptions options) =>
        new(PacketSocketSetup.Open(options, null), null, null, umem, options);

    private static PacketSocket OpenWithRing(Umem umem, PacketSocketOptions options)
    {
        PacketRingGuard guard;
        try
        {
            guard = PacketRingGuard.Open();
        }
        catch (XskException fault)
        {
            var socket = OpenPlain(umem, options);
            socket.RingFault = fault.Message;
            return socket;
        }
        SafeFileHandle? handle = null;
        try
        {
            handle = PacketSocketSetup.Open(options, guard);
            return new PacketSocket(handle, guard, PacketRing.Map(handle.Number(), options.RingSlots), umem, options);
        }
        catch
        {
            handle?.Dispose();
            guard.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Receives what waits, at most one message per element. The caller sets FirstSlice and SliceCount of each; on return the first elements
    /// have Length, IfIndex, Header, Truncated and the VLAN fields set, the others are untouched. A device that went down is not reported
    /// here, see <see cref="RtNetlinkMonitor"/>.
    /// </summary>
    /// <returns>Messages filled; 0 when none waits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A slice lies outside the UMEM or a message outside the slices.</exception>
    /// <exception cref="InvalidOperationException">The socket only sends.</exception>
    /// <exception cref="XskException">The kernel failed in a way that no frame can cause.</exception>
    public int Receive(Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        if (_receive.Capacity == 0)
            throw new InvalidOperationException("this packet socket was opened to send only");
        return _ring is null ? ReceiveQueued(messages, slices) : ReceiveFrom(_ring, messages, slices);
    }

    /// <summary>
    /// Sends messages in order and stops at the first that cannot be sent. The caller decides whether to skip it, try it again later or give
    /// up: <c>messages[returned]</c> is the one that failed, those behind it have not been tried. The ten bytes in front of a message of one slice,
    /// where its chunk has as many, are overwritten.
    /// </summary>
    /// <param name="messages">IfIndex, Header and the slices of each.</param>
    /// <param name="slices">What the messages consist of, in order.</param>
    /// <param name="error">None when all left.</param>
    /// <returns>How many left.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A slice lies outside the UMEM or a message outside the slices.</exception>
    public int Send(ReadOnlySpan<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices, out PacketSendError error)
    {
        error = PacketSendError.None;
        var total = 0;
        while (total < messages.Length && error == PacketSendError.None)
            total += SendBatch(messages.Slice(total, Math.Min(messages.Length - total, _send.Capacity)), slices, out error);
        return total;
    }

    /// <summary>Waits until a sender that got <see cref="PacketSendError.WouldBlock"/> may try again: half of the send buffer is free; ppoll(2).</summary>
    /// <param name="atMost">The longest wait, below a second.</param>
    /// <returns>Whether it may.</returns>
    public bool WaitForRoom(TimeSpan atMost)
    {
        pollfd fd = default;
        fd.fd = Fd;
        fd.events = LibC.POLLOUT;
        timespec time = default;
        time.tv_nsec = (int)atMost.TotalNanoseconds;
        return LibcExtra.ppoll(&fd, 1, &time, null) > 0;
    }

    /// <summary>Frames that reached the socket, and frames that found its receive buffer full, since the last call; PACKET_STATISTICS.</summary>
    public (uint Received, uint Dropped) ReadStatistics()
    {
        // struct tpacket_stats: tp_packets counts the dropped ones too.
        var statistics = stackalloc uint[2];
        socklen_t size = 2 * sizeof(uint);
        Errno.Check(LibC.getsockopt(Fd, LibC.SOL_PACKET, LibC.PACKET_STATISTICS, statistics, &size), "read the statistics of a packet socket");
        return (statistics[0] - statistics[1], statistics[1]);
    }

    /// <summary>Closes the socket; frames that wait in it are lost. No call may be under way.</summary>
    public void Dispose()
    {
        if (_handle.IsClosed)
            return;
        _ring?.Dispose();
        _handle.Dispose();
        _guard?.Dispose();
        _receive.Dispose();
        _send.Dispose();
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
            var wanted = Math.Min(messages.Length - total, _receive.Capacity);
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
            _receive.SetSlices(i, messages[i], slices);
        int received;
        while ((received = LibcExtra.recvmmsg(Fd, _receive.Messages, (uint)messages.Length, 0, null)) < 0)
            if (!MayTryAgain(Errno.Last))
                return 0;
        for (var i = 0; i < received; i++)
        {
            _receive.GetReceived(i, ref messages[i]);
            _receive.PrepareReceive(i);
        }
        return received;
    }

    private bool MayTryAgain(int errno)
    {
        if (errno == LibC.EAGAIN)
            return false;
        // EINVAL: the kernel took a frame off the queue that it cannot describe. ENETDOWN: the device we are bound to went down, told once.
        if (errno == LibC.EINVAL)
            _unreadable++;
        else if (errno != LibC.EINTR && errno != LibC.ENETDOWN)
            throw Errno.Exception("receive from a packet socket", errno);
        return true;
    }

    private int SendBatch(ReadOnlySpan<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices, out PacketSendError error)
    {
        var alone = messages.Length == 1 && FitsBehindHeader(messages[0], slices);
        if (!alone)
            Describe(messages, slices);
        error = PacketSendError.None;
        var sent = 0;
        // sendmmsg tells an error only of the first message it was given: after a partial success ask again to learn it.
        while (sent < messages.Length)
        {
            var accepted = alone
                ? SendAlone(messages[0], slices[messages[0].FirstSlice])
                : LibcExtra.sendmmsg(Fd, _send.Messages + sent, (uint)(messages.Length - sent), 0);
            if (accepted > 0)
            {
                sent += accepted;
                continue;
            }
            var errno = Errno.Last;
            if (errno == LibC.EINTR)
                continue;
            LastSendErrno = errno;
            error = ToError(errno);
            break;
        }
        return sent;
    }

    private void Describe(ReadOnlySpan<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        for (var i = 0; i < messages.Length; i++)
        {
            _send.SetSlices(i, messages[i], slices);
            _send.SetTarget(i, messages[i]);
        }
    }

    private bool FitsBehindHeader(in PacketMessage message, ReadOnlySpan<UmemSlice> slices)
    {
        if (message.SliceCount != 1)
            return false;
        var address = slices[message.FirstSlice].Address;
        return address - _umem.ChunkStart(address) >= VirtioNetHeader.Size;
    }

    // Header and frame in one piece, the header in front of the frame: it spares describing the message, and the kernel reading that.
    private int SendAlone(in PacketMessage message, UmemSlice slice)
    {
        var bytes = _umem.Slice(slice.Address - VirtioNetHeader.Size, VirtioNetHeader.Size + slice.Length);
        MemoryMarshal.Write(bytes, message.Header);
        var start = Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)); // native memory: it stays valid
        _send.SetTarget(0, message);
        var to = _send.HeaderOf(0);
        return LibC.sendto(Fd, start, bytes.Length, 0, (sockaddr*)to->msg_name, to->msg_namelen) < 0 ? -1 : 1;
    }

    private static PacketSendError ToError(int errno)
    {
        if (errno == LibC.EAGAIN)
            return PacketSendError.WouldBlock;
        if (errno == LibC.ENOBUFS || errno == LibC.ENOMEM)
            return PacketSendError.NoBuffers;
        if (errno == LibC.ENETDOWN)
            return PacketSendError.DeviceDown;
        if (errno == LibC.ENXIO || errno == LibC.ENODEV)
            return PacketSendError.DeviceGone;
        if (errno == LibC.EMSGSIZE)
            return PacketSendError.TooLong;
        return errno == LibC.EINVAL ? PacketSendError.BadFrame : PacketSendError.Other;
    }
}
