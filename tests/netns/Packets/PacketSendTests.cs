using System.Net.Sockets;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Links;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;

namespace Falcon.Netns.Tests.Packets;

public sealed class PacketSendTests
{
    [Fact]
    public void A_datagram_with_a_partial_checksum_reaches_a_containers_socket()
    {
        using var lab = new PacketLab();
        var socket = lab.ContainerSocket();
        var (message, _) = lab.Datagram(0, PacketLab.PortOf(socket), "hello"u8.ToArray());

        Assert.Equal(1, lab.Socket.Send([message], [lab.Slices[0] with { Length = UdpFrame.HeaderLength + 5 }], out var error));

        Assert.Equal(PacketSendError.None, error);
        Assert.Equal("hello"u8.ToArray(), Receive(socket));
    }

    [Fact]
    public void A_wrong_checksum_is_not_taken_by_the_container()
    {
        using var lab = new PacketLab();
        var socket = lab.ContainerSocket();
        var (wrong, slice) = lab.Datagram(0, PacketLab.PortOf(socket), [1]);
        var (right, _) = lab.Datagram(1, PacketLab.PortOf(socket), [2]);
        wrong.Header = default;
        Assert.Equal(2, lab.Socket.Send([wrong, right], [slice, lab.Slices[1] with { Length = slice.Length }], out _));
        Assert.Equal([2], Receive(socket));
    }

    [Fact]
    public void A_train_of_32_datagrams_from_scattered_slices_reaches_a_containers_socket_as_32_datagrams()
    {
        const int Count = 32, Size = 1000;
        using var lab = new PacketLab(new PacketSocketOptions { MaxSlicesPerMessage = Count + 1 });
        var socket = lab.ContainerSocket();
        var slices = new List<UmemSlice> { lab.Slices[100] with { Length = UdpFrame.HeaderLength } };
        UdpFrame.Headers(4000, PacketLab.PortOf(socket), Count * Size).CopyTo(lab.Umem.Slice(slices[0].Address, UdpFrame.HeaderLength));
        for (var i = 0; i < Count; i++)
        {
            slices.Add(lab.Slices[2 * (Count - i)] with { Length = Size });
            lab.Umem.Slice(slices[^1].Address, Size).Fill((byte)i);
        }
        var train = new PacketMessage
        {
            IfIndex = lab.Pair.IfIndex,
            SliceCount = slices.Count,
            Header = PacketLab.PartialChecksum() with
            {
                GsoType = VirtioNetHeader.GsoUdpL4,
                GsoSize = Size,
                HeaderLength = UdpFrame.HeaderLength,
            },
        };

        Assert.Equal(1, lab.Socket.Send([train], [.. slices], out var error));

        Assert.Equal(PacketSendError.None, error);
        for (var i = 0; i < Count; i++)
            Assert.Equal(Enumerable.Repeat((byte)i, Size), Receive(socket));
    }

    [Fact]
    public void A_device_that_is_down_stops_its_own_message_and_not_the_rest()
    {
        using var lab = new PacketLab();
        using var netlink = lab.Pair.Host.Run(RtNetlink.Open);
        netlink.CreateVeth(new VethOptions { Name = "down", PeerName = "peer" });
        var down = netlink.FindLink("down")!.IfIndex;
        var socket = lab.ContainerSocket();
        var datagrams = Enumerable.Range(0, 4).Select(i => lab.Datagram(i, PacketLab.PortOf(socket), [(byte)i])).ToArray();
        var messages = datagrams.Select(datagram => datagram.Message).ToArray();
        var slices = datagrams.Select(datagram => datagram.Slice).ToArray();
        messages[1].IfIndex = down;
        messages[2].IfIndex = 4711;

        Assert.Equal(1, lab.Socket.Send(messages, slices, out var error));
        Assert.Equal(PacketSendError.DeviceDown, error);
        Assert.Equal(0, lab.Socket.Send(messages.AsSpan(2), slices, out error));
        Assert.Equal(PacketSendError.DeviceGone, error);
        Assert.Equal(1, lab.Socket.Send(messages.AsSpan(3), slices, out error));
        Assert.Equal(PacketSendError.None, error);

        Assert.Equal([0], Receive(socket));
        Assert.Equal([3], Receive(socket));
    }

    [Fact]
    public void A_container_whose_device_is_down_is_told_as_no_buffers()
    {
        using var lab = new PacketLab();
        var (message, slice) = lab.Datagram(0, 9, [1]);
        lab.Pair.Container.Netlink.SetUp(lab.Pair.ContainerIfIndex, up: false);
        Assert.Equal(0, lab.Socket.Send([message], [slice], out var error));
        Assert.Equal(PacketSendError.NoBuffers, error);
    }

    [Fact]
    public void Frames_that_are_too_long_too_short_or_contradict_their_header_are_refused_by_name()
    {
        using var lab = new PacketLab(new PacketSocketOptions { MaxSlicesPerMessage = 2 });
        var (message, slice) = lab.Datagram(0, 9, [1]);
        UmemSlice[] large = [lab.Slices[0], lab.Slices[1]];
        Assert.Equal(PacketSendError.TooLong, Refused(message with { SliceCount = 2 }, large));
        Assert.Equal(PacketSendError.BadFrame, Refused(message, [slice with { Length = 10 }]));
        Assert.Equal(PacketSendError.BadFrame, Refused(message with { Header = message.Header with { ChecksumStart = 60 } }, [slice]));
        Assert.Equal(
            PacketSendError.BadFrame, Refused(message with { Header = message.Header with { GsoType = 99, GsoSize = 9 } }, [slice]));

        PacketSendError Refused(PacketMessage bad, UmemSlice[] slices)
        {
            Assert.Equal(0, lab.Socket.Send([bad], slices, out var error));
            return error;
        }
    }

    [Fact]
    public void More_messages_than_a_batch_leave_in_order()
    {
        using var lab = new PacketLab(new PacketSocketOptions { BatchSize = 8, SocketBufferBytes = 4 << 20 });
        var socket = lab.ContainerSocket();
        socket.ReceiveBufferSize = 1 << 20;
        var datagrams = Enumerable.Range(0, 100).Select(i => lab.Datagram(i, PacketLab.PortOf(socket), [(byte)i])).ToArray();

        var sent = lab.Socket.Send(
            [.. datagrams.Select(datagram => datagram.Message)], [.. datagrams.Select(datagram => datagram.Slice)], out var error);

        Assert.Equal((100, PacketSendError.None), (sent, error));
        for (var i = 0; i < 100; i++)
            Assert.Equal([(byte)i], Receive(socket));
    }

    /// <summary>
    /// Whoever sends a train that the kernel cuts is not told what became of its frames: these are longer than the veth's other end takes.
    /// </summary>
    [Fact]
    public void What_is_dropped_of_a_train_that_the_kernel_cut_only_the_device_tells()
    {
        const int Frames = 6, Size = 200;
        using var lab = new PacketLab(new PacketSocketOptions { MaxSlicesPerMessage = 2, SendOnly = true });
        using var netlink = lab.Pair.Host.Run(RtNetlink.Open);
        Assert.True(lab.Pair.Host.Run(() => Ethtool.TrySetFeature(ContainerLink.HostDevice, EthtoolFeature.UdpSegmentation, on: false)));
        lab.Pair.Container.Netlink.SetMtu(lab.Pair.ContainerIfIndex, Size);
        var (train, slice) = lab.Datagram(0, 9, new byte[Frames * Size]);
        train.Header = train.Header with { GsoType = VirtioNetHeader.GsoUdpL4, GsoSize = Size, HeaderLength = UdpFrame.HeaderLength };

        Assert.Equal(1, lab.Socket.Send([train], [slice], out var error));

        Assert.Equal(PacketSendError.None, error);
        Assert.Equal(Frames, netlink.FindLink(lab.Pair.IfIndex)!.TransmitDrops);
    }

    [Fact]
    public void Sending_and_receiving_allocate_nothing()
    {
        using var lab = new PacketLab();
        using var inside = lab.Pair.Container.Handle.Run(() => PacketSocket.Open(lab.Umem, new PacketSocketOptions()));
        var datagrams = Enumerable.Range(0, 8).Select(i => lab.Datagram(i, 9, [1])).ToArray();
        PacketMessage[] outgoing = [.. datagrams.Select(datagram => datagram.Message)];
        UmemSlice[] slices = [.. datagrams.Select(datagram => datagram.Slice)];
        var incoming = PacketLab.Messages(64, 1);
        var turns = 0;
        Turn();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            Turn();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(turns > 0);

        void Turn()
        {
            lab.Socket.Send(outgoing, slices, out _);
            turns += inside.Receive(incoming, lab.Slices);
        }
    }

    private static byte[] Receive(Socket socket)
    {
        var buffer = new byte[65536];
        return buffer[..socket.Receive(buffer)];
    }
}
