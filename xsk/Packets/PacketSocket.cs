using Falcon.Xsk.Links;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Falcon.Xsk.Packets;

/// <summary>
/// Frames of many devices through one socket, directly from and to a UMEM. Uses packet(7) with PACKET_VNET_HDR (a train is one message),
/// PACKET_QDISC_BYPASS and PACKET_IGNORE_OUTGOING. Never blocks; poll <see cref="Fd"/>. Calls do not allocate. One thread, except that one
/// thread may receive while another sends.
/// </summary>
public sealed unsafe class PacketSocket : IPacketChannel
{
    private readonly SafeFileHandle _handle;
    private readonly PacketRingGuard? _guard;
    private readonly PacketReceiver? _receiver;
    private readonly PacketSender _sender;

    private PacketSocket(SafeFileHandle handle, PacketRingGuard? guard, PacketRing? ring, Umem umem, PacketSocketOptions options)
    {
        _handle = handle;
        _guard = guard;
        _receiver = options.SendOnly ? null : new PacketReceiver(handle, ring, umem, options);
        _sender = new PacketSender(handle, umem, options);
    }

    /// <summary>Whether this kernel segments a message of UDP datagrams (<see cref="VirtioNetHeader.GsoUdpL4"/>).</summary>
    public static bool CutsDatagrams => Environment.OSVersion.Version >= new Version(6, 2);

    /// <summary>The descriptor; readable when frames are waiting.</summary>
    public int Fd => _handle.Number();

    /// <summary>Frames lost because a virtio header cannot describe them, for example SCTP segmentation.</summary>
    public long Indescribable => Unreadable + (_guard?.Indescribable ?? 0);

    /// <summary>Frames of devices outside <see cref="PacketPorts"/>; refused before they are copied. Any thread.</summary>
    public long NoPort => _guard?.NoPort ?? 0;

    /// <summary>
    /// Large frames lost because the receive buffer had no room for their end. <see cref="ReadStatistics"/> counts them as received.
    /// </summary>
    public long Overrun => _receiver?.Overrun ?? 0;

    /// <summary>Messages that <see cref="Receive"/> has returned so far. Any thread.</summary>
    public long Given => _receiver?.Given ?? 0;

    /// <summary>
    /// How many of the frames that <see cref="ReadStatistics"/> counts as received were returned or lost, with all frames before them. A
    /// ring returns frames in another order than they arrive in. Any thread.
    /// </summary>
    public long Completed => _receiver?.Completed ?? 0;

    /// <summary>
    /// Frames of a port that were refused before the copy because it had used up its share of the ring (<see cref="PacketPorts"/>). Any
    /// thread.
    /// </summary>
    public long OverShareOf(int port) => _guard?.RefusedOf(port) ?? 0;

    /// <summary>Why the socket receives without the ring that was asked for; null when it has the ring, or none was asked for.</summary>
    public string? RingFault { get; private set; }

    /// <summary>The error number of the last <see cref="PacketSendError"/>, see errno(3).</summary>
    public int LastSendErrno => _sender.LastErrno;

    /// <inheritdoc/>
    public int BytesUnsent
    {
        get
        {
            int bytes = 0;
            return LibC.ioctl(Fd, LibcPacket.SIOCOUTQ, &bytes) == 0 ? bytes : 0;
        }
    }

    private long Unreadable => _receiver?.Unreadable ?? 0;

    /// <summary>Opens a socket in the calling thread's network namespace. It stays there when the thread changes its namespace.</summary>
    /// <param name="umem">The memory of all slices; must outlive the socket.</param>
    /// <param name="options">Batch sizes, buffers, fanout.</param>
    /// <exception cref="XskException">
    /// CAP_NET_RAW is missing, the device does not exist, or the fanout group is of another kind.
    /// </exception>
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
        PacketSocket socket = options.RingSlots == 0 ? OpenPlain(umem, options) : OpenWithRing(umem, options);
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
            guard = PacketRingGuard.Open(options.Ports);
        }
        catch (XskException fault)
        {
            PacketSocket socket = OpenPlain(umem, options);
            socket.RingFault = fault.Message;
            return socket;
        }
        SafeFileHandle? handle = null;
        try
        {
            handle = PacketSocketSetup.Open(options, guard);
            return new PacketSocket(handle, guard, PacketRing.Map(handle.Number(), options.RingSlots, guard), umem, options);
        }
        catch
        {
            handle?.Dispose();
            guard.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Receives waiting messages, at most one per element. The caller sets FirstSlice and SliceCount of each element. On return the first
    /// elements have Length, IfIndex, Header, Truncated and the VLAN fields set; the others are unchanged. Does not report a device that
    /// went down, see <see cref="RtNetlinkMonitor"/>.
    /// </summary>
    /// <returns>Messages filled; 0 when none is waiting.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A slice is outside the UMEM, or a message's slices are outside <paramref name="slices"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">The socket was opened to send only.</exception>
    /// <exception cref="XskException">The kernel returned an error that no frame can cause.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public int Receive(Span<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this); // the ring and the native arrays are freed
        if (_receiver is null)
            throw new InvalidOperationException("this packet socket was opened to send only");
        return _receiver.Receive(messages, slices);
    }

    /// <summary>
    /// Sends messages in order and stops at the first that cannot be sent: <c>messages[returned]</c>. The messages after it have not been
    /// tried. The caller decides whether to skip it, try again later or give up. Overwrites the ten bytes before a message of one slice, if
    /// its chunk has room for them.
    /// </summary>
    /// <param name="messages">IfIndex, Header and the slices of each.</param>
    /// <param name="slices">The slices of the messages, in order.</param>
    /// <param name="error"><see cref="PacketSendError.None"/> when all were sent.</param>
    /// <returns>How many were sent.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A slice is outside the UMEM, or a message's slices are outside <paramref name="slices"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public int Send(ReadOnlySpan<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices, out PacketSendError error)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        return _sender.Send(messages, slices, out error);
    }

    /// <summary>
    /// Waits until a sender that got <see cref="PacketSendError.WouldBlock"/> may try again, when half of the send buffer is free
    /// (ppoll(2)).
    /// </summary>
    /// <param name="atMost">The longest wait, less than a second.</param>
    /// <returns>Whether it may try again.</returns>
    public bool WaitForRoom(TimeSpan atMost)
    {
        pollfd fd = default;
        fd.fd = Fd;
        fd.events = LibC.POLLOUT;
        timespec time = default;
        time.tv_nsec = (int)atMost.TotalNanoseconds;
        return LibcExtra.ppoll(&fd, 1, &time, null) > 0;
    }

    /// <summary>
    /// Frames that reached the socket, and frames that found its receive buffer full, since the last call (PACKET_STATISTICS).
    /// </summary>
    public (uint Received, uint Dropped) ReadStatistics()
    {
        // struct tpacket_stats: tp_packets includes the dropped ones.
        uint* statistics = stackalloc uint[2];
        socklen_t size = 2 * sizeof(uint);
        int error = LibC.getsockopt(Fd, LibC.SOL_PACKET, LibC.PACKET_STATISTICS, statistics, &size);
        Errno.Check(error, "read the statistics of a packet socket");
        return (statistics[0] - statistics[1], statistics[1]);
    }

    /// <summary>Closes the socket. Frames waiting in it are lost. No call may be in progress.</summary>
    public void Dispose()
    {
        if (_handle.IsClosed)
            return;
        _receiver?.Dispose();
        _sender.Dispose();
        _handle.Dispose();
        _guard?.Dispose();
    }
}
