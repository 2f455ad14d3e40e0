using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Falcon.Xsk.Native;
using Tmds.Linux;

namespace Falcon.Xsk.Sockets;

/// <summary>
/// A UDP socket that is read in batches (recvmmsg). With UDP_GRO a message may be several datagrams of one size; the last may be shorter.
/// Opened in the calling thread's network namespace. Receiving does not allocate. Not thread-safe. Source: recvmmsg(2), udp(7),
/// linux/udp.h.
/// </summary>
public sealed unsafe class UdpReceiver : IDisposable
{
    private const int SolSocket = 1;          // SOL_SOCKET, asm-generic/socket.h
    private const int ReceiveBufferForce = 33; // SO_RCVBUFFORCE
    private const int MemoryInfo = 55;        // SO_MEMINFO
    private const int MemoryInfoSize = 36;    // linux/sock_diag.h: SK_MEMINFO_VARS numbers of 32 bits, the last one SK_MEMINFO_DROPS
    private const int SolUdp = 17;            // SOL_UDP, linux/socket.h
    private const int UdpGro = 104;           // UDP_GRO, linux/udp.h
    private const int WaitForOne = 0x10000;   // MSG_WAITFORONE, linux/socket.h
    private const int PatienceMilliseconds = 100;

    // The longest message plus a cache line. Buffers 64 KiB apart would all compete for the same cache lines.
    private const int Stride = 65536 + 64;
    private const int ControlSize = 64;

    private readonly Socket _socket;
    private readonly int _fd;
    private readonly int _batch;
    private readonly bool _gro;
    private readonly byte* _memory;
    private readonly byte* _buffers;
    private readonly byte* _controls;
    private readonly mmsghdr* _messages;

    private UdpReceiver(Socket socket, int batch, bool gro)
    {
        _socket = socket;
        _fd = (int)socket.Handle;
        _batch = batch;
        _gro = gro;
        nuint heads = (nuint)(batch * (sizeof(mmsghdr) + sizeof(iovec) + ControlSize));
        _memory = (byte*)NativeMemory.AlignedAlloc(((nuint)batch * Stride) + heads, 64);
        NativeMemory.Clear(_memory + (batch * Stride), heads);
        _buffers = _memory;
        _controls = _memory + (batch * Stride);
        _messages = (mmsghdr*)(_controls + (batch * ControlSize));
        var vectors = (iovec*)(_messages + batch);
        for (int i = 0; i < batch; i++)
        {
            vectors[i] = new iovec { iov_base = _buffers + (i * Stride), iov_len = Stride };
            Header(i)->msg_iov = &vectors[i];
            Header(i)->msg_iovlen = 1;
            Header(i)->msg_control = gro ? _controls + (i * ControlSize) : null;
        }
    }

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Datagrams that the kernel dropped because the socket's buffer was full.</summary>
    public long Dropped
    {
        get
        {
            Span<byte> info = stackalloc byte[MemoryInfoSize];
            _socket.GetRawSocketOption(SolSocket, MemoryInfo, info);
            return BinaryPrimitives.ReadUInt32LittleEndian(info[^sizeof(uint)..]);
        }
    }

    /// <summary>Opens and binds the socket.</summary>
    /// <exception cref="XskException">The port is in use, the address is not one of this host's, or the kernel has no UDP_GRO.</exception>
    public static UdpReceiver Open(UdpReceiverOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return new UdpReceiver(Bind(options), options.BatchSize, options.Gro);
        }
        catch (SocketException e)
        {
            throw new XskException($"UDP port {options.Port} on {options.Address}{(options.Gro ? " with UDP_GRO" : "")}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Receives waiting messages, or waits up to a tenth of a second for one. Returns how many. They are valid until the next call.
    /// </summary>
    /// <exception cref="XskException">Receiving failed.</exception>
    public int Receive()
    {
        for (int i = 0; i < _batch && _gro; i++)
            Header(i)->msg_controllen = ControlSize;
        int received = LibcExtra.recvmmsg(_fd, _messages, (uint)_batch, WaitForOne, null);
        if (received >= 0)
            return received;
        int errno = Marshal.GetLastPInvokeError();
        return errno == LibC.EAGAIN || errno == LibC.EINTR ? 0 : throw Errno.Exception($"receive on UDP port {Port}", errno);
    }

    /// <summary>A received message: one datagram, or several joined by the kernel.</summary>
    /// <param name="index">Less than the last result of <see cref="Receive"/>.</param>
    /// <param name="segment">Bytes of each datagram except the last.</param>
    public ReadOnlySpan<byte> Message(int index, out int segment)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_batch);
        int length = (int)_messages[index].msg_len;
        segment = SegmentSize(*Header(index), length);
        return new ReadOnlySpan<byte>(_buffers + (index * Stride), length);
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose()
    {
        if (_socket.SafeHandle.IsClosed)
            return;
        _socket.Dispose();
        NativeMemory.AlignedFree(_memory);
    }

    private msghdr* Header(int index) => (msghdr*)(_messages + index); // its first member

    private static Socket Bind(UdpReceiverOptions options)
    {
        var socket = new Socket(options.Address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (options.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.ReceiveTimeout = PatienceMilliseconds;
            SizeBuffer(socket, options.BufferBytes);
            if (options.Gro)
                socket.SetRawSocketOption(SolUdp, UdpGro, BitConverter.GetBytes(1));
            socket.Bind(new IPEndPoint(options.Address, options.Port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void SizeBuffer(Socket socket, int bytes)
    {
        try
        {
            socket.SetRawSocketOption(SolSocket, ReceiveBufferForce, BitConverter.GetBytes(bytes));
        }
        catch (SocketException)
        {
            socket.ReceiveBufferSize = bytes; // without CAP_NET_ADMIN: limited by net.core.rmem_max
        }
    }

    // UDP_GRO gives the only possible control message. Without one the message is a single datagram.
    private static int SegmentSize(in msghdr header, int length)
    {
        if (header.msg_controllen < (nuint)(sizeof(cmsghdr) + sizeof(int)))
            return length;
        var control = (cmsghdr*)header.msg_control;
        return control->cmsg_level == SolUdp && control->cmsg_type == UdpGro ? Math.Max(1, *(int*)(control + 1)) : length;
    }
}
