using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Falcon.Xsk.Native;
using static Tmds.Linux.LibC;
using Socket = System.Net.Sockets.Socket;

namespace Falcon.Xsk.Sockets;

/// <summary>
/// Receives copies of certain packets that arrive in the calling thread's network namespace, with fragments reassembled (raw(7)). Others
/// still get the packets: a kernel tunnel on the same port goes on. Never blocks. One thread.
/// </summary>
public sealed class RawReceiver : IDisposable
{
    private const int SolRaw = 255; // SOL_RAW, linux/socket.h
    private const int IcmpFilter = 1; // ICMP_FILTER, linux/icmp.h
    private const int SolIcmp6 = 58; // SOL_ICMPV6
    private const int Icmp6Filter = 1; // ICMPV6_FILTER, linux/icmpv6.h
    private const int IcmpUnreachable = 3;
    private const int Icmp6TooBig = 2;

    private readonly Socket _socket;
    private readonly bool _ipv6;

    private RawReceiver(Socket socket, bool ipv6)
    {
        _socket = socket;
        _ipv6 = ipv6;
    }

    /// <summary>The descriptor; readable when packets are waiting.</summary>
    public int Fd => (int)_socket.Handle;

    /// <summary>The address family.</summary>
    public AddressFamily Family => _ipv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    /// <summary>
    /// Opens a socket for ICMP destination unreachable, or ICMPv6 packet too big. The kernel handles such a message only for a socket that
    /// sent the packet, and encapsulated frames pass no socket (<c>__udp4_lib_err</c> in net/ipv4/udp.c). Null when the kernel lacks the
    /// address family.
    /// </summary>
    /// <exception cref="XskException">CAP_NET_RAW is missing.</exception>
    public static RawReceiver? TryOpenTooBig(AddressFamily family)
    {
        bool ipv6 = family == AddressFamily.InterNetworkV6;
        return TryOpen(family, ipv6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp, socket =>
        {
            if (ipv6) socket.SetRawSocketOption(SolIcmp6, Icmp6Filter, AllBut(Icmp6TooBig, bits: 256));
            else socket.SetRawSocketOption(SolRaw, IcmpFilter, AllBut(IcmpUnreachable, bits: 32));
        });
    }

    /// <summary>Opens a socket for whole UDP datagrams to a port. Null when the kernel lacks the address family.</summary>
    /// <exception cref="XskException">CAP_NET_RAW is missing.</exception>
    public static RawReceiver? TryOpenUdp(AddressFamily family, ushort port) => TryOpen(family, ProtocolType.Udp, socket =>
    {
        bool ipv6 = family == AddressFamily.InterNetworkV6;
        AttachFilter((int)socket.Handle, ipv6 ? ToPort6(port) : ToPort4(port));
        if (ipv6) socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.PacketInformation, true);
    });

    /// <summary>
    /// The length of the next packet; 0 when none is waiting. IPv4 packets start with the IP header, IPv6 packets with the transport
    /// header.
    /// </summary>
    /// <param name="into">Receives the packet, cut off at its end.</param>
    /// <param name="from">The sender.</param>
    /// <param name="to">The destination; IPv6 only.</param>
    public int Receive(Span<byte> into, out IPAddress from, out IPAddress? to)
    {
        EndPoint sender = new IPEndPoint(_ipv6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        SocketFlags flags = SocketFlags.None;
        (from, to) = (IPAddress.None, null);
        try
        {
            if (!_socket.Poll(0, SelectMode.SelectRead)) return 0;
            int received;
            if (_ipv6)
            {
                received = _socket.ReceiveMessageFrom(into, ref flags, ref sender, out IPPacketInformation packet);
                to = packet.Address;
            }
            else
            {
                received = _socket.ReceiveFrom(into, flags, ref sender);
            }

            from = ((IPEndPoint)sender).Address;
            return received;
        }
        catch (SocketException)
        {
            return 0; // none is waiting, or reading has cleared an error of the socket
        }
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    private static RawReceiver? TryOpen(AddressFamily family, ProtocolType protocol, Action<Socket> configure)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(family, SocketType.Raw, protocol) { Blocking = false };
            configure(socket);
            bool ipv6 = family == AddressFamily.InterNetworkV6;
            socket.Bind(new IPEndPoint(ipv6 ? IPAddress.IPv6Any : IPAddress.Any, 0)); // .NET receives only on bound sockets
            return new RawReceiver(socket, ipv6);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            if (e.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable) return null;
            throw new XskException($"a raw socket for {protocol} cannot be opened (CAP_NET_RAW is needed): {e.Message}", e);
        }
    }

    /// <summary>A filter in which a set bit blocks a type: all types but one.</summary>
    private static byte[] AllBut(int type, int bits)
    {
        byte[] filter = new byte[bits / 8];
        filter.AsSpan().Fill(0xFF);
        filter[type / 8] &= (byte)~(1 << type % 8);
        return filter;
    }

    // Classic BPF (Documentation/networking/filter.rst): the filter sees the IPv4 header, and on IPv6 the transport header.
    private static SockFilter[] ToPort4(ushort port) =>
    [
        new(0xb1, 0), // ldxb 4*([0]&0xf)
        new(0x48, 2), // ldh [x + 2]
        .. Accept(port),
    ];

    private static SockFilter[] ToPort6(ushort port) =>
    [
        new(0x28, 2), // ldh [2]
        .. Accept(port),
    ];

    private static SockFilter[] Accept(ushort port) =>
    [
        new(0x15, port, jumpFalse: 1), // jeq
        new(0x06, uint.MaxValue), // ret
        new(0x06, 0),
    ];

    private static unsafe void AttachFilter(int fd, SockFilter[] filter)
    {
        fixed (SockFilter* first = filter)
        {
            var program = new SockFilterProgram { Length = (ushort)filter.Length, Filter = first };
            Errno.Check(
                setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(SockFilterProgram)), "attach a filter to a raw socket");
        }
    }

    // linux/filter.h
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct SockFilter(ushort code, uint k, byte jumpTrue = 0, byte jumpFalse = 0)
    {
        public readonly ushort Code = code;
        public readonly byte JumpTrue = jumpTrue, JumpFalse = jumpFalse;
        public readonly uint K = k;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct SockFilterProgram
    {
        public ushort Length;
        public SockFilter* Filter;
    }
}
