using System.Net;
using System.Net.Sockets;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Packets;
using Falcon.Xsk.Threads;

namespace Falcon.Netns.Tests.Packets;

/// <summary>Small frames come through the ring, large ones through the socket's queue.</summary>
public sealed class PacketRingTests
{
    private const int SlotsOfABlock = 39; // the smallest ring
    private const int Largest = 20 * 1000; // one message, cut into 20

    private static readonly IPEndPoint s_remote = new(IPAddress.Parse(ContainerLink.RemoteIp), 4789);

    [Fact]
    public void Small_and_large_frames_arrive_in_the_order_in_which_they_were_sent()
    {
        using PacketLab lab = Open();
        Socket socket = Segmenting(lab);
        int[] lengths = [20, Largest, Largest, 30, 1000, Largest, 40, Largest, Largest, Largest];
        PacketMessage[] messages = PacketLab.Messages(16, 16);
        for (int round = 0; round < 20; round++)
        {
            foreach (int length in lengths)
                Send(socket, length);
            Assert.Equal(lengths.Select(length => length + UdpFrame.HeaderLength), Lengths(lab, messages));
        }
        Assert.Equal((200u, 0u), lab.Socket.ReadStatistics());
    }

    [Fact]
    public void Slots_are_used_again_and_when_all_are_taken_the_rest_is_lost_and_counted()
    {
        using PacketLab lab = Open();
        Socket socket = lab.ContainerSocket();
        PacketMessage[] messages = PacketLab.Messages(64, 1);
        byte next = 0;
        foreach (int burst in (int[])[30, 30, 39, 39, 5])
        {
            byte first = next;
            for (int i = 0; i < burst; i++)
                socket.SendTo([next++], s_remote);
            Assert.Equal(burst, lab.Receive(messages));
            Assert.Equal(Enumerable.Range(first, burst), Payloads(lab, messages, burst));
        }
        for (byte i = 0; i < 60; i++)
            socket.SendTo([i], s_remote);

        Assert.Equal(SlotsOfABlock, lab.Receive(messages));
        Assert.Equal(Enumerable.Range(0, SlotsOfABlock), Payloads(lab, messages, SlotsOfABlock));
        Assert.Equal((143u + SlotsOfABlock, 60u - SlotsOfABlock), lab.Socket.ReadStatistics());
        Assert.Equal(0, lab.Socket.Receive(messages, lab.Slices));
    }

    [Fact]
    public void Large_frames_that_the_receive_buffer_has_no_room_for_are_lost_and_counted()
    {
        using PacketLab lab = Open(bufferBytes: 100_000);
        Socket socket = Segmenting(lab);
        for (int i = 0; i < 12; i++)
        {
            Send(socket, Largest);
            Send(socket, 20 + i);
        }

        List<int> lengths = Lengths(lab, PacketLab.Messages(24, 16));

        Assert.Equal(Enumerable.Range(20 + UdpFrame.HeaderLength, 12), lengths.Where(length => length < 1000));
        int large = lengths.Count(length => length == Largest + UdpFrame.HeaderLength);
        Assert.InRange(large, 1, 11);
        Assert.Equal(12 + large, lengths.Count);
        Assert.Equal(12 - large, lab.Socket.Overrun);
        Assert.Equal((12 + large, 24), (lab.Socket.Given, lab.Socket.Completed));
        Assert.Equal((24u, 0u), lab.Socket.ReadStatistics());
    }

    [Fact]
    public void Poll_tells_of_frames_in_the_ring_and_of_none_when_they_are_taken()
    {
        using PacketLab lab = Open();
        var poller = new FdPoller([lab.Socket.Fd]);
        Assert.Equal(0, poller.Wait(TimeSpan.Zero));
        Socket socket = Segmenting(lab);
        foreach (int length in (int[])[20, Largest])
        {
            Send(socket, length);
            Assert.Equal(1, poller.Wait(TimeSpan.Zero));
            Assert.Equal(1, lab.Socket.Receive(PacketLab.Messages(4, 16), lab.Slices));
            Assert.Equal(0, poller.Wait(TimeSpan.Zero));
        }
    }

    /// <summary>This kernel has no SCTP to make such a frame; a frame without a type is treated the same.</summary>
    [Fact]
    public void A_frame_to_be_cut_in_a_way_that_the_header_cannot_describe_is_kept_away_from_the_ring()
    {
        Requirements.Check();
        using var guard = PacketRingGuard.Open(null);
        Assert.Equal(0u, guard.Program.TestFilter(new byte[1000], segmentSize: 500));
        Assert.True(guard.Program.TestFilter(new byte[1000], segmentSize: 0) >= 1000);
    }

    [Fact]
    public void A_socket_that_only_sends_gets_no_ring()
    {
        using PacketLab lab = Open();
        Assert.Throws<ArgumentException>(() => PacketSocket.Open(lab.Umem, new PacketSocketOptions { SendOnly = true, RingSlots = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PacketSocket.Open(lab.Umem, new PacketSocketOptions { RingSlots = -1 }));
    }

    [Fact]
    public void A_closed_socket_says_so()
    {
        using PacketLab lab = Open();
        lab.Socket.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lab.Socket.Receive(PacketLab.Messages(1, 1), lab.Slices));
        Assert.Throws<ObjectDisposedException>(() => lab.Socket.Send(PacketLab.Messages(1, 1), lab.Slices, out _));
    }

    private static PacketLab Open(int bufferBytes = 8 << 20)
    {
        var lab = new PacketLab(new PacketSocketOptions { RingSlots = 1, MaxSlicesPerMessage = 16, SocketBufferBytes = bufferBytes });
        Assert.Null(lab.Socket.RingFault);
        return lab;
    }

    private static Socket Segmenting(PacketLab lab)
    {
        Socket socket = lab.ContainerSocket();
        socket.CutInto(1000);
        return socket;
    }

    private static void Send(Socket socket, int length) => Assert.Equal(length, socket.SendTo(new byte[length], s_remote));

    /// <summary>The lengths of all waiting frames.</summary>
    private static List<int> Lengths(PacketLab lab, PacketMessage[] messages)
    {
        var lengths = new List<int>();
        while (lab.Socket.Receive(messages, lab.Slices) is > 0 and var count)
        {
            Assert.All(messages[..count], message => Assert.Equal((lab.Pair.IfIndex, false), (message.IfIndex, message.Truncated)));
            Assert.All(
                messages[..count], message => Assert.Equal(message.Length > 2000, message.Header.GsoType == VirtioNetHeader.GsoUdpL4));
            lengths.AddRange(messages[..count].Select(message => message.Length));
        }
        return lengths;
    }

    private static IEnumerable<int> Payloads(PacketLab lab, PacketMessage[] messages, int count) =>
        messages[..count].Select(message => (int)lab.Bytes(message)[UdpFrame.HeaderLength]);
}
