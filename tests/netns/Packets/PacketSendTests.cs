using System.Net.Sockets;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Links;
using Falcon.Xsk.Packets;

namespace Falcon.Netns.Tests.Packets;

public sealed class PacketSendTests
{
    [Fact]
    public void A_datagram_with_a_partial_checksum_reaches_a_containers_socket()
    {
        using var lab = new PacketLab();
        Socket socket = lab.ContainerSocket();
        (PacketMessage message, UmemSlice _) = lab.Datagram(0, PacketLab.PortOf(socket), "hello"u8.ToArray());

        Assert.Equal(1, lab.Socket.Send([message], [lab.Slices[0] with { Length = UdpFrame.HeaderLength + 5 }], out PacketSendError error));

        Assert.Equal(PacketSendError.None, error);
        Assert.Equal("hello"u8.ToArray(), Receive(socket));
    }

    [Fact]
    public void A_wrong_checksum_is_not_taken_by_the_container()
    {
        using var lab = new PacketLab();
        Socket socket = lab.ContainerSocket();
        (PacketMessage wrong, UmemSlice slice) = lab.Datagram(0, PacketLab.PortOf(socket), [1]);
        (PacketMessage right, UmemSlice _) = lab.Datagram(1, PacketLab.PortOf(socket), [2]);
        wrong.Header = default;
        Assert.Equal(2, lab.Socket.Send([wrong, right], [slice, lab.Slices[1] with { Length = slice.Length }], out _));
        Assert.Equal([2], Receive(socket));
    }

    [Fact]
    public void A_train_of_32_datagrams_from_scattered_slices_reaches_a_containers_socket_as_32_datagrams()
    {
        const int Count = 32, Size = 1000;
        using var lab = new PacketLab(new PacketSocketOptions { MaxSlicesPerMessage = Count + 1 });
        Socket socket = lab.ContainerSocket();
        var slices = new List<UmemSlice> { lab.Slices[100] with { Length = UdpFrame.HeaderLength } };
        UdpFrame.Headers(4000, PacketLab.PortOf(socket), Count * Size).CopyTo(lab.Umem.Slice(slices[0].Address, UdpFrame.HeaderLength));
        for (int i = 0; i < Count; i++)
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

        Assert.Equal(1, lab.Socket.Send([train], [.. slices], out PacketSendError error));

        Assert.Equal(PacketSendError.None, error);
        for (int i = 0; i < Count; i++)
            Assert.Equal(Enumerable.Repeat((byte)i, Size), Receive(socket));
    }

    [Fact]
    public void A_device_that_is_down_stops_its_own_message_and_not_the_rest()
    {
        using var lab = new PacketLab();
        using RtNetlink netlink = lab.Pair.Host.Run(RtNetlink.Open);
        netlink.CreateVeth(new VethOptions { Name = "down", PeerName = "peer" });
        int down = netlink.FindLink("down")!.IfIndex;
        Socket socket = lab.ContainerSocket();
        (PacketMessage Message, UmemSlice Slice)[] datagrams = Enumerable.Range(0, 4)
            .Select(i => lab.Datagram(i, PacketLab.PortOf(socket), [(byte)i])).ToArray();
        PacketMessage[] messages = datagrams.Select(datagram => datagram.Message).ToArray();
        UmemSlice[] slices = datagrams.Select(datagram => datagram.Slice).ToArray();
        messages[1].IfIndex = down;
        messages[2].IfIndex = 4711;

        Assert.Equal(1, lab.Socket.Send(messages, slices, out PacketSendError error));
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
        (PacketMessage message, UmemSlice slice) = lab.Datagram(0, 9, [1]);
        lab.Pair.Container.Netlink.SetUp(lab.Pair.ContainerIfIndex, up: false);
        Assert.Equal(0, lab.Socket.Send([message], [slice], out PacketSendError error));
        Assert.Equal(PacketSendError.NoBuffers, error);
    }

    [Fact]
    public void Frames_that_are_too_long_too_short_or_contradict_their_header_are_refused_by_name()
    {
        using var lab = new PacketLab(new PacketSocketOptions { MaxSlicesPerMessage = 2 });
        (PacketMessage message, UmemSlice slice) = lab.Datagram(0, 9, [1]);
        UmemSlice[] large = [lab.Slices[0], lab.Slices[1]];
        Assert.Equal(PacketSendError.TooLong, Refused(message with { SliceCount = 2 }, large));
        Assert.Equal(PacketSendError.BadFrame, Refused(message, [slice with { Length = 10 }]));
        Assert.Equal(PacketSendError.BadFrame, Refused(message with { Header = message.Header with { ChecksumStart = 60 } }, [slice]));
        Assert.Equal(
            PacketSendError.BadFrame, Refused(message with { Header = message.Header with { GsoType = 99, GsoSize = 9 } }, [slice]));

        PacketSendError Refused(PacketMessage bad, UmemSlice[] slices)
        {
            Assert.Equal(0, lab.Socket.Send([bad], slices, out PacketSendError error));
            return error;
        }
    }

    [Fact]
    public void More_messages_than_a_batch_leave_in_order()
    {
        using var lab = new PacketLab(new PacketSocketOptions { BatchSize = 8, SocketBufferBytes = 4 << 20 });
        Socket socket = lab.ContainerSocket();
        socket.ReceiveBufferSize = 1 << 20;
        (PacketMessage Message, UmemSlice Slice)[] datagrams = Enumerable.Range(0, 100)
            .Select(i => lab.Datagram(i, PacketLab.PortOf(socket), [(byte)i])).ToArray();

        int sent = lab.Socket.Send(
            [.. datagrams.Select(datagram => datagram.Message)], [.. datagrams.Select(datagram => datagram.Slice)],
                out PacketSendError error);

        Assert.Equal((100, PacketSendError.None), (sent, error));
        for (int i = 0; i < 100; i++)
            Assert.Equal([(byte)i], Receive(socket));
    }

    /// <summary>
    /// The sender of a train that the kernel segments is not told what happened to its frames: these are longer than the veth's other end
    /// takes.
    /// </summary>
    [Fact]
    public void What_is_dropped_of_a_train_that_the_kernel_cut_only_the_device_tells()
    {
        const int Frames = 6, Size = 200;
        using var lab = new PacketLab(new PacketSocketOptions { MaxSlicesPerMessage = 2, SendOnly = true });
        using RtNetlink netlink = lab.Pair.Host.Run(RtNetlink.Open);
        Assert.True(lab.Pair.Host.Run(() => Ethtool.TrySetFeature(ContainerLink.HostDevice, EthtoolFeature.UdpSegmentation, on: false)));
        lab.Pair.Container.Netlink.SetMtu(lab.Pair.ContainerIfIndex, Size);
        (PacketMessage train, UmemSlice slice) = lab.Datagram(0, 9, new byte[Frames * Size]);
        train.Header = train.Header with { GsoType = VirtioNetHeader.GsoUdpL4, GsoSize = Size, HeaderLength = UdpFrame.HeaderLength };

        Assert.Equal(1, lab.Socket.Send([train], [slice], out PacketSendError error));

        Assert.Equal(PacketSendError.None, error);
        Assert.Equal(Frames, netlink.FindLink(lab.Pair.IfIndex)!.TransmitDrops);
    }

    [Fact]
    public void Sending_and_receiving_allocate_nothing()
    {
        using var lab = new PacketLab();
        using PacketSocket inside = lab.Pair.Container.Handle.Run(() => PacketSocket.Open(lab.Umem, new PacketSocketOptions()));
        (PacketMessage Message, UmemSlice Slice)[] datagrams = Enumerable.Range(0, 8).Select(i => lab.Datagram(i, 9, [1])).ToArray();
        PacketMessage[] outgoing = [.. datagrams.Select(datagram => datagram.Message)];
        UmemSlice[] slices = [.. datagrams.Select(datagram => datagram.Slice)];
        PacketMessage[] incoming = PacketLab.Messages(64, 1);
        int turns = 0;
        Turn();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
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
        byte[] buffer = new byte[65536];
        return buffer[..socket.Receive(buffer)];
    }
}
