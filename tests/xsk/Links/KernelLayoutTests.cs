using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Falcon.Xsk.Links.Netlink;
using Falcon.Xsk.Packets;
using Falcon.Xsk.Programs;
using Tmds.Linux;

namespace Falcon.Xsk.Tests.Links;

/// <summary>Structures shared with the kernel have its sizes and offsets.</summary>
public sealed class KernelLayoutTests
{
    [Fact]
    public void The_virtio_header_has_ten_bytes_without_gaps()
    {
        byte[] bytes = new byte[VirtioNetHeader.Size];
        MemoryMarshal.Write(bytes, new VirtioNetHeader
        {
            Flags = 1,
            GsoType = 2,
            HeaderLength = 0x0403,
            GsoSize = 0x0605,
            ChecksumStart = 0x0807,
            ChecksumOffset = 0x0A09,
        });
        Assert.Equal(10, Unsafe.SizeOf<VirtioNetHeader>());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], bytes);
    }

    [Fact]
    public void Throttling_structures_are_those_of_the_XDP_program()
    {
        Assert.Equal((12, 64, 24), (Unsafe.SizeOf<ContainerKey>(), Unsafe.SizeOf<ThrottleEntry>(), Unsafe.SizeOf<ThrottleCount>()));
        byte[] bytes = new byte[12];
        MemoryMarshal.Write(bytes, new ContainerKey(0x04030201, [5, 6, 7, 8, 9, 10]));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0], bytes);

        var entry = new ThrottleEntry { Until = 2, Bunch = 3, Pause = 6 };
        Assert.Equal(
            [2, 3, 6, 0, 0, 0, 0, 0], MemoryMarshal.Cast<ThrottleEntry, long>(new ReadOnlySpan<ThrottleEntry>(in entry)).ToArray());
    }

    [Fact]
    public void Refusals_and_gates_are_those_of_the_BPF_programs()
    {
        Assert.Equal((64, 64), (Unsafe.SizeOf<SocketRefusal>(), Unsafe.SizeOf<ReceiverGate>()));
        Assert.Equal(
            (8, 12, 16),
            (OffsetOf(nameof(SocketRefusal.Container)), OffsetOf(nameof(SocketRefusal.UdpPort)), OffsetOf(nameof(SocketRefusal.Room))));
        byte[] key = new byte[8];
        MemoryMarshal.Write(key, ReceiverKey.Of([1, 2, 3, 4, 5, 6], 0x0708));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], key);
    }

    [Fact]
    public void A_rings_accounts_and_holds_are_those_of_its_filter()
    {
        Assert.Equal((128, 128, 64), (Unsafe.SizeOf<RingAccount>(), Unsafe.SizeOf<RingShare>(), Unsafe.SizeOf<PortHold>()));
        var ring = new RingAccount
        {
            Capacity = new RingAmount { Frames = 1, Bytes = 2 },
            Out = new RingAmount { Frames = 3, Bytes = 4 },
            SlotBytes = 5,
            In = new RingAmount { Frames = 6, Bytes = 7 },
            Indescribable = 8,
            NoPort = 9,
        };
        Assert.Equal([1, 2, 3, 4, 5, 0, 0, 0, 6, 7, 8, 9, 0, 0, 0, 0], WordsOf(ring));
        var share = new RingShare { In = ring.Capacity, Refused = ring.Out, Out = ring.In };
        Assert.Equal([1, 2, 3, 4, 0, 0, 0, 0, 6, 7, 0, 0, 0, 0, 0, 0], WordsOf(share));
        var hold = new PortHold { Pause = 1, Next = 2, Frames = 3, Bytes = 4 };
        Assert.Equal([1, 2, 3, 4, 0, 0, 0, 0], WordsOf(hold));
    }

    private static long[] WordsOf<T>(in T value)
        where T : unmanaged => MemoryMarshal.Cast<T, long>(new ReadOnlySpan<T>(in value)).ToArray();

    private static int OffsetOf(string field) => (int)Marshal.OffsetOf<SocketRefusal>(field);

    [Fact]
    public void Rtnetlink_structures_have_the_kernels_sizes() => Assert.Equal(
        (16, 16, 8, 12, 12, 20, 36),
        (Unsafe.SizeOf<NetlinkHeader>(), Unsafe.SizeOf<IfInfoMsg>(), Unsafe.SizeOf<IfAddrMsg>(), Unsafe.SizeOf<RtMsg>(),
            Unsafe.SizeOf<NdMsg>(), Unsafe.SizeOf<TcMsg>(), Unsafe.SizeOf<TcTokenBucket>()));

    [Fact]
    public void A_message_of_a_packet_socket_has_the_kernels_sizes() => Assert.Equal(
        (64, 16, 20, 40, 8),
        (
            Unsafe.SizeOf<mmsghdr>(), Unsafe.SizeOf<iovec>(), Unsafe.SizeOf<sockaddr_ll>(), Unsafe.SizeOf<PacketAuxData>(),
            Unsafe.SizeOf<pollfd>()));

    [Fact]
    public void Ancillary_data_lies_where_the_kernel_puts_it()
    {
        byte[] bytes = new byte[40];
        MemoryMarshal.Write(bytes, new PacketAuxData { Status = 0x10, VlanTag = 7, VlanProtocol = 0x8100 });
        Assert.Equal(0x10, bytes[16]);
        Assert.Equal(7, bytes[32]);
        Assert.Equal([0x00, 0x81], bytes[34..36]);
    }
}
