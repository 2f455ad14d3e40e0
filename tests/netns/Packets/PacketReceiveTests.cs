using System.Net;
using System.Net.Sockets;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Links;
using Falcon.Xsk.Packets;

namespace Falcon.Netns.Tests.Packets;

public sealed class PlainPacketReceiveTests() : PacketReceiveTests(ringSlots: 0);

public sealed class RingPacketReceiveTests() : PacketReceiveTests(ringSlots: 400);

/// <summary>A packet socket receives the same with and without a ring.</summary>
public abstract class PacketReceiveTests(int ringSlots)
{
    private static readonly IPEndPoint s_remote = new(IPAddress.Parse(ContainerLink.RemoteIp), 4789);

    private PacketLab Open(PacketSocketOptions? options = null)
    {
        var lab = new PacketLab((options ?? new PacketSocketOptions()) with { RingSlots = ringSlots });
        Assert.Null(lab.Socket.RingFault);
        return lab;
    }

    [Fact]
    public void A_containers_datagram_arrives_with_its_partial_checksum_described()
    {
        using PacketLab lab = Open();
        byte[] payload = "hello"u8.ToArray();
        Socket socket = lab.ContainerSocket();
        socket.SendTo(payload, s_remote);

        PacketMessage[] messages = PacketLab.Messages(4, 1);
        Assert.Equal(1, lab.Receive(messages));

        ref PacketMessage message = ref messages[0];
        byte[] frame = lab.Bytes(message);
        Assert.Equal((lab.Pair.IfIndex, UdpFrame.HeaderLength + 5, false), (message.IfIndex, message.Length, message.Truncated));
        Assert.Equal(
            (VirtioNetHeader.NeedsChecksum, VirtioNetHeader.GsoNone, 34, 6),
            (message.Header.Flags, message.Header.GsoType, message.Header.ChecksumStart, message.Header.ChecksumOffset));
        Assert.Equal([.. ContainerLink.RemoteMac, .. ContainerLink.ContainerMac], frame[..12]);
        Assert.Equal(payload, frame[UdpFrame.HeaderLength..]);
        Assert.Equal(0, message.VlanProtocol);
        Assert.Equal(0, lab.Socket.Receive(messages, lab.Slices));
        Assert.Equal((1u, 0u), lab.Socket.ReadStatistics());
        Assert.Equal((0u, 0u), lab.Socket.ReadStatistics());
    }

    [Fact]
    public void With_checksum_offload_off_the_header_asks_for_nothing()
    {
        using PacketLab lab = Open();
        Assert.True(lab.Pair.Container.Handle.Run(() => Ethtool.TrySetFeature("eth0", EthtoolFeature.TxChecksum, on: false)));
        lab.ContainerSocket().SendTo(new byte[9], s_remote);

        PacketMessage[] messages = PacketLab.Messages(1, 1);
        lab.Receive(messages);
        Assert.Equal(default, messages[0].Header);
    }

    [Fact]
    public void More_frames_than_a_batch_arrive_in_order()
    {
        using PacketLab lab = Open(new PacketSocketOptions { BatchSize = 8 });
        Socket socket = lab.ContainerSocket();
        for (byte i = 0; i < 100; i++)
            socket.SendTo([i], s_remote);

        PacketMessage[] messages = PacketLab.Messages(128, 1);
        Assert.Equal(100, lab.Receive(messages));
        for (int i = 0; i < 100; i++)
            Assert.Equal(i, lab.Bytes(messages[i])[UdpFrame.HeaderLength]);
    }

    [Fact]
    public void A_frame_longer_than_its_slices_is_marked_truncated()
    {
        using PacketLab lab = Open();
        lab.ContainerSocket().SendTo(new byte[1000], s_remote);
        lab.Slices[0] = lab.Slices[0] with { Length = 100 };

        PacketMessage[] messages = PacketLab.Messages(1, 1);
        lab.Receive(messages);
        Assert.Equal((100, true), (messages[0].Length, messages[0].Truncated));
    }

    [Fact]
    public void A_frame_is_scattered_over_slices_and_the_rest_of_them_is_untouched()
    {
        using PacketLab lab = Open(new PacketSocketOptions { MaxSlicesPerMessage = 4 });
        byte[] payload = new byte[158];
        Random.Shared.NextBytes(payload);
        lab.ContainerSocket().SendTo(payload, s_remote);
        for (int i = 0; i < 4; i++)
            lab.Slices[i] = lab.Slices[i] with { Length = 80 };
        lab.Umem.Slice(lab.Slices[2].Address, 80).Fill(0xEE);

        PacketMessage[] messages = PacketLab.Messages(1, 4);
        lab.Receive(messages);

        Assert.Equal(200, messages[0].Length);
        Assert.Equal(payload, lab.Bytes(messages[0])[UdpFrame.HeaderLength..]);
        Assert.True(lab.Umem.Slice(lab.Slices[2].Address + 40, 40).IndexOfAnyExcept((byte)0xEE) < 0);
    }

    [Fact]
    public void A_vlan_tag_that_the_kernel_takes_out_is_told()
    {
        using PacketLab lab = Open();
        List<byte> tagged = UdpFrame.Headers(1, 2, 0).ToList();
        tagged.InsertRange(12, [0x81, 0x00, 0x20, 0x07]);
        using PacketSocket inside = lab.Pair.Container.Handle.Run(() => PacketSocket.Open(lab.Umem, new PacketSocketOptions()));
        var slice = new UmemSlice(lab.Slices[9].Address, tagged.Count);
        tagged.ToArray().CopyTo(lab.Umem.Slice(slice.Address, slice.Length));
        Assert.Equal(1, inside.Send([new PacketMessage { IfIndex = lab.Pair.ContainerIfIndex, SliceCount = 1 }], [slice], out _));

        PacketMessage[] messages = PacketLab.Messages(1, 1);
        lab.Receive(messages);
        Assert.Equal((0x8100, 0x2007), (messages[0].VlanProtocol, messages[0].VlanTag));
        Assert.Equal(UdpFrame.HeaderLength, messages[0].Length);
    }

    [Fact]
    public void Two_sockets_of_a_fanout_group_share_the_frames_flow_by_flow_once_they_are_spread()
    {
        using var fanout = PacketFanout.Open(7);
        using PacketLab lab = Open(new PacketSocketOptions { Fanout = fanout });
        using PacketSocket second = lab.Pair.Host.Run(() => PacketSocket.Open(lab.Umem, lab.Options));
        Socket early = lab.ContainerSocket();
        early.SendTo([1], s_remote);
        Assert.Single(SourcePorts(lab, lab.Socket));
        Assert.Empty(SourcePorts(lab, second));
        fanout.Spread(true);
        const int Flows = 64, Rounds = 3;
        Socket[] senders = Enumerable.Range(0, Flows).Select(_ => lab.ContainerSocket()).ToArray();
        for (int round = 0; round < Rounds; round++)
        {
            foreach (Socket? sender in senders)
                sender.SendTo([1], s_remote);
        }

        List<int> first = SourcePorts(lab, lab.Socket);
        List<int> other = SourcePorts(lab, second);

        Assert.Equal(Flows * Rounds, first.Count + other.Count);
        Assert.NotEmpty(first);
        Assert.NotEmpty(other);
        Assert.Empty(first.Intersect(other));
        Assert.All(first.Concat(other).GroupBy(port => port), flow => Assert.Equal(Rounds, flow.Count()));
    }

    [Fact]
    public void What_the_host_itself_sends_is_not_heard()
    {
        using PacketLab lab = Open();
        using RtNetlink netlink = lab.Pair.Host.Run(RtNetlink.Open);
        netlink.AddAddress(lab.Pair.IfIndex, s_remote.Address, 24);
        using Socket host = lab.Pair.Host.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        Socket container = lab.ContainerSocket();
        // The host asks for the container's MAC first: its request is not heard, the answer is.
        host.SendTo([1], container.LocalEndPoint!);
        Assert.Equal(1, container.Receive(new byte[9]));

        PacketMessage[] messages = PacketLab.Messages(4, 1);
        Assert.Equal(1, lab.Receive(messages));
        Assert.Equal([0x08, 0x06], lab.Bytes(messages[0])[12..14]);
        Assert.Equal(ContainerLink.ContainerMac, lab.Bytes(messages[0])[6..12]);
    }

    [Fact]
    public void A_socket_hears_the_device_it_was_opened_for_only()
    {
        using PacketLab lab = Open();
        using var other = new ContainerLink(lab.Pair.Host, "p1", "192.168.78.1", "192.168.78.2");
        using PacketSocket one = lab.Pair.Host.Run(() => PacketSocket.Open(lab.Umem, lab.Options with { IfIndex = other.IfIndex }));
        lab.ContainerSocket().SendTo([1], s_remote);
        lab.ContainerSocket("192.168.78.1", other.Container).SendTo([2], new IPEndPoint(IPAddress.Parse("192.168.78.2"), 9));

        PacketMessage[] messages = PacketLab.Messages(4, 1);
        Assert.Equal(1, lab.Receive(messages, one));
        Assert.Equal(other.IfIndex, messages[0].IfIndex);
        Assert.Equal(2, lab.Receive(messages));
        Assert.Equal([lab.Pair.IfIndex, other.IfIndex], [messages[0].IfIndex, messages[1].IfIndex]);
    }

    [Fact]
    public void A_device_that_goes_away_under_a_bound_socket_does_not_stop_it()
    {
        using PacketLab lab = Open();
        using PacketSocket bound = lab.Pair.Host.Run(() => PacketSocket.Open(lab.Umem, lab.Options with { IfIndex = lab.Pair.IfIndex }));
        using RtNetlink netlink = lab.Pair.Host.Run(RtNetlink.Open);
        netlink.DeleteLink(lab.Pair.IfIndex);
        Assert.Equal(0, bound.Receive(PacketLab.Messages(4, 1), lab.Slices));
        Assert.Equal(0, lab.Socket.Receive(PacketLab.Messages(4, 1), lab.Slices));
    }

    [Fact]
    public void Messages_outside_the_slices_and_slices_outside_the_umem_are_refused()
    {
        using PacketLab lab = Open();
        lab.ContainerSocket().SendTo(new byte[200], s_remote);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => lab.Socket.Receive([new PacketMessage { FirstSlice = 5, SliceCount = 1 }], lab.Slices.AsSpan(0, 5)));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => lab.Socket.Receive([new PacketMessage { SliceCount = 1 }], [new UmemSlice(1023 * 2048 + 2000, 49)]));
        Assert.Throws<ArgumentException>(() => lab.Socket.Send([new PacketMessage { SliceCount = 2 }], lab.Slices, out _));
        Assert.Throws<ArgumentException>(() => lab.Socket.Send([new PacketMessage { SliceCount = -1 }], lab.Slices, out _));
        if (ringSlots == 0) // small frames need no slices
            Assert.Throws<ArgumentException>(() => lab.Socket.Receive([new PacketMessage { SliceCount = 2 }], lab.Slices));

        Assert.Equal(1, lab.Receive(PacketLab.Messages(2, 1)));
    }

    private static List<int> SourcePorts(PacketLab lab, PacketSocket socket)
    {
        PacketMessage[] messages = PacketLab.Messages(256, 1);
        int count = socket.Receive(messages, lab.Slices);
        return [.. messages.Take(count).Select(message => lab.Bytes(message)).Select(frame => frame[34] << 8 | frame[35])];
    }
}
