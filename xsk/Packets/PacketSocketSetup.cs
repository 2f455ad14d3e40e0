using System.Runtime.InteropServices;
using Falcon.Xsk.Native;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Falcon.Xsk.Packets;

/// <summary>Opens and configures the descriptor of a <see cref="PacketSocket"/>; packet(7).</summary>
internal static unsafe class PacketSocketSetup
{
    // linux/filter.h
    [StructLayout(LayoutKind.Sequential)]
    private struct SockFilter
    {
        public ushort Code;
        public byte JumpTrue, JumpFalse;
        public uint K;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct SockFilterProgram
    {
        public ushort Length;
        public SockFilter* Filter;
    }

    public static SafeFileHandle Open(PacketSocketOptions options, PacketRingGuard? guard)
    {
        // Protocol 0: nothing is received before bind.
        SafeFileHandle handle = OwnedFd.Take(
            LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK, 0),
            "open a packet socket (needs CAP_NET_RAW)");
        try
        {
            Configure(handle.Number(), options, guard);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void Configure(int fd, PacketSocketOptions options, PacketRingGuard? guard)
    {
        SetOption(fd, LibC.PACKET_VNET_HDR, 1, "PACKET_VNET_HDR");
        if (!options.SendOnly)
            SetOption(fd, LibC.PACKET_QDISC_BYPASS, 1, "PACKET_QDISC_BYPASS");
        SetOption(fd, LibC.PACKET_IGNORE_OUTGOING, 1, "PACKET_IGNORE_OUTGOING");
        SetOption(fd, LibC.PACKET_AUXDATA, 1, "PACKET_AUXDATA");
        if (options.SocketBufferBytes > 0)
        {
            SetBuffer(fd, LibC.SO_RCVBUFFORCE, LibC.SO_RCVBUF, options.SocketBufferBytes);
            SetBuffer(fd, LibC.SO_SNDBUFFORCE, LibC.SO_SNDBUF, options.SocketBufferBytes);
        }
        if (guard is not null)
        {
            PacketRing.Prepare(fd, options.RingSlots);
            guard.SetCapacity(PacketRing.SlotsOf(options.RingSlots), PacketRing.LargestFrame, ReadReceiveBuffer(fd));
        }
        if (options.SendOnly)
        {
            if (options.SendsToOne)
                Bind(fd, options.IfIndex, protocol: 0); // protocol 0: it receives nothing
            return;
        }
        if (options.Fanout is not { } fanout)
        {
            guard?.Attach(fd);
            Bind(fd, options.IfIndex);
            return;
        }
        // A socket can join a group only after bind. Until then it would also receive the other members' frames.
        AttachDropFilter(fd);
        Bind(fd, options.IfIndex);
        SetOption(fd, LibC.PACKET_FANOUT, fanout.Option, "PACKET_FANOUT");
        if (guard is not null)
            guard.Attach(fd);
        else
            DetachFilter(fd);
    }

    private static void Bind(int fd, int ifIndex, ushort protocol = LibcPacket.ETH_P_ALL)
    {
        sockaddr_ll address = default;
        address.sll_family = (ushort)(int)LibC.AF_PACKET;
        address.sll_protocol = LibC.htons(protocol);
        address.sll_ifindex = ifIndex;
        Errno.Check(
            LibC.bind(fd, (sockaddr*)&address, sizeof(sockaddr_ll)),
            ifIndex == 0 ? "bind a packet socket to all devices" : $"bind a packet socket to device {ifIndex}");
    }

    private static void AttachDropFilter(int fd)
    {
        var drop = new SockFilter { Code = LibcPacket.BPF_RET_K };
        var program = new SockFilterProgram { Length = 1, Filter = &drop };
        Errno.Check(
            LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_ATTACH_FILTER, &program, sizeof(SockFilterProgram)),
            "attach a filter to a packet socket");
    }

    private static void DetachFilter(int fd)
    {
        int ignored = 0;
        Errno.Check(
            LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_DETACH_FILTER, &ignored, sizeof(int)), "detach a filter from a packet socket");
    }

    /// <summary>Sets an option of packet(7) to a number.</summary>
    /// <exception cref="XskException">The kernel refuses.</exception>
    public static void SetOption(int fd, int option, int value, string name) =>
        Errno.Check(LibC.setsockopt(fd, LibC.SOL_PACKET, option, &value, sizeof(int)), $"set {name} on a packet socket");

    // In bytes of frames. The kernel doubles a requested size to include its own overhead.
    private static int ReadReceiveBuffer(int fd)
    {
        int bytes;
        socklen_t size = sizeof(int);
        Errno.Check(LibC.getsockopt(fd, LibC.SOL_SOCKET, LibC.SO_RCVBUF, &bytes, &size), "read the receive buffer of a packet socket");
        return bytes / 2;
    }

    // Without CAP_NET_ADMIN the kernel silently applies the limits of net.core.*mem_max. A smaller buffer works too.
    private static void SetBuffer(int fd, int force, int ordinary, int bytes)
    {
        if (LibC.setsockopt(fd, LibC.SOL_SOCKET, force, &bytes, sizeof(int)) != 0)
            _ = LibC.setsockopt(fd, LibC.SOL_SOCKET, ordinary, &bytes, sizeof(int));
    }
}
