using System.Net;
using System.Net.Sockets;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;
using Falcon.Xsk.Programs;

namespace Falcon.Netns.Tests.Packets;

/// <summary>Two containers at one ring: one that floods it loses its own frames, and one that sends little is served first.</summary>
public sealed class RingShareTests : IDisposable
{
    private const int SlotsOfABlock = 39; // the smallest ring
    private const int ShareOfOne = 35;    // 8 times what is free

    private readonly ContainerLink _flooder;
    private readonly ContainerLink _neighbour;
    private readonly PortHolds _holds;
    private readonly Umem _umem;
    private readonly PacketSocket _socket;
    private readonly UmemSlice[] _slices;
    private readonly List<Socket> _sockets = [];

    public RingShareTests()
    {
        Requirements.Check();
        _flooder = new ContainerLink();
        _neighbour = new ContainerLink(_flooder.Host, "p1", "192.168.78.1", "192.168.78.2");
        _holds = PortHolds.Create(Ports);
        _umem = Umem.Allocate(1024);
        var ports = new PacketPorts(_flooder.IfIndex, Ports, _holds);
        var options = new PacketSocketOptions { RingSlots = 1, MaxSlicesPerMessage = 2, Ports = ports };
        _socket = _flooder.Host.Run(() => PacketSocket.Open(_umem, options));
        Assert.Null(_socket.RingFault);
        _slices = [.. Enumerable.Range(0, _umem.ChunkCount).Select(i => new UmemSlice((uint)(i * _umem.ChunkSize + 256), 1400))];
    }

    private int Ports => _neighbour.IfIndex - _flooder.IfIndex + 1;

    public void Dispose()
    {
        foreach (Socket socket in _sockets) socket.Dispose();
        _socket.Dispose();
        _holds.Dispose();
        _neighbour.Dispose();
        _flooder.Dispose();
        _umem.Dispose();
    }

    [Fact]
    public void A_flood_leaves_room_for_others_and_what_it_loses_is_counted_as_its_own()
    {
        Send(_flooder, 1000);
        Send(_neighbour, 2);

        Assert.Equal((1000 - ShareOfOne, 0L), (_socket.OverShareOf(0), _socket.OverShareOf(Ports - 1)));
        int[] devices = Receive();
        Assert.Equal(ShareOfOne, devices.Count(device => device == _flooder.IfIndex));
        Assert.Equal(2, devices.Count(device => device == _neighbour.IfIndex));
        Assert.InRange(Array.LastIndexOf(devices, _neighbour.IfIndex), 0, RingSchedule.FramesPerTurn + 1);
        Assert.Equal((ShareOfOne + 2u, 0u), _socket.ReadStatistics());
    }

    /// <summary>Runs ten thousand rounds of frames: if the counts in and out differed, the shares would shrink or grow.</summary>
    [Fact]
    public void Shares_stay_what_they_are()
    {
        for (int round = 0; round < 200; round++)
        {
            Send(_flooder, 50);
            Send(_neighbour, round % 5, length: round % 7 == 0 ? 1400 : 20);
            Assert.Equal(ShareOfOne + round % 5, Receive().Length);
        }

        Assert.Equal(200 * (50 - ShareOfOne), _socket.OverShareOf(0));
        Assert.Equal(0, _socket.OverShareOf(Ports - 1));
        Assert.Equal(0u, _socket.ReadStatistics().Dropped);
        Assert.Equal(_socket.Given, _socket.Completed);
    }

    [Fact]
    public void Who_is_held_loses_before_the_ring_and_others_do_not_notice()
    {
        _holds.Hold(0, TimeSpan.FromHours(1));
        Send(_flooder, 100);
        Send(_neighbour, 3);

        Assert.Equal(100 - 17, _holds.DroppedOf(0));
        Assert.Equal(17 + 3, Receive().Length);
        Assert.Equal(0, _socket.OverShareOf(0));
    }

    /// <summary>Slots return to the kernel in its order; until then, slots that were taken early count as used.</summary>
    [Fact]
    public void Frames_taken_early_are_completed_when_all_before_them_are()
    {
        Send(_flooder, 30);
        Send(_neighbour, 1);
        PacketMessage[] messages = PacketLab.Messages(RingSchedule.FramesPerTurn + 1, 2);
        Assert.Equal(messages.Length, _socket.Receive(messages, _slices));
        Assert.Equal(_neighbour.IfIndex, messages[^1].IfIndex);
        Assert.Equal((17L, 16L), (_socket.Given, _socket.Completed));
        Assert.Equal(14, Receive().Length);
        Assert.Equal((31L, 31L), (_socket.Given, _socket.Completed));
    }

    private void Send(ContainerLink from, int frames, int length = 20)
    {
        Socket socket = from.Container.Handle.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        _sockets.Add(socket);
        var remote = new IPEndPoint(IPAddress.Parse(from == _flooder ? ContainerLink.RemoteIp : "192.168.78.2"), 9);
        for (int i = 0; i < frames; i++) socket.SendTo(new byte[length], remote);
    }

    /// <summary>All waiting frames, by device.</summary>
    private int[] Receive()
    {
        List<int> devices = [];
        PacketMessage[] messages = PacketLab.Messages(64, 2);
        while (_socket.Receive(messages, _slices) is > 0 and var count)
            devices.AddRange(messages[..count].Select(message => message.IfIndex));
        return [.. devices];
    }
}
