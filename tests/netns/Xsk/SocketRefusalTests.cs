using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Falcon.Netns.Tests.Packets;
using Falcon.Xsk.Packets;
using Falcon.Xsk.Programs;
using Falcon.Xsk.Threads;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>How datagrams are counted that a container's socket has no room for.</summary>
public sealed class SocketRefusalTests
{
    private const int Container = 7;
    private const int Payload = 1000;
    private const int Sent = 200;

    private readonly PacketMessage[] _messages = new PacketMessage[Sent];
    private readonly UmemSlice[] _slices = new UmemSlice[Sent];

    [Fact]
    public void Refused_datagrams_are_counted_on_the_senders_CPU_before_the_send_returns() => OnCpu0(() =>
    {
        using var lab = new PacketLab();
        using var refusals = SocketRefusals.Open(1);
        refusals.AddContainer(lab.Pair.Container.Handle.ReadCookie(), lab.Pair.ContainerIfIndex, Container);
        Socket socket = Full(lab);
        long before = refusals.On(0).Count;

        for (int i = 1; i <= 3; i++)
        {
            Assert.Equal(1, lab.Socket.Send([_messages[0]], [_slices[0]], out _));
            Assert.Equal(before + i, refusals.On(0).Count);
        }

        Assert.Equal((Container, PacketLab.PortOf(socket)), (refusals.On(0).Container, refusals.On(0).UdpPort));
        int arrived = 0;
        while (socket.Available > 0)
        {
            socket.Receive(new byte[Payload]);
            arrived++;
        }

        Assert.InRange(refusals.On(0).Room, arrived / 2, arrived * 2);
    });

    [Fact]
    public void Other_devices_are_not_counted() => OnCpu0(() =>
    {
        using var lab = new PacketLab();
        using var refusals = SocketRefusals.Open(2);
        refusals.AddContainer(lab.Pair.Host.ReadCookie(), lab.Pair.ContainerIfIndex, Container);
        refusals.AddContainer(lab.Pair.Container.Handle.ReadCookie(), lab.Pair.ContainerIfIndex + 1, Container);
        Full(lab);
        Assert.Equal(1, lab.Socket.Send([_messages[0]], [_slices[0]], out _));
        Assert.Equal(0, refusals.On(0).Count);
    });

    /// <summary>Runs on a new thread: a pool thread would stay pinned, with everything that later tests start from it.</summary>
    private static void OnCpu0(Action test)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() =>
        {
            ThreadAffinity.Pin(0);
            test();
        }));
        thread.Start();
        thread.Join();
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>A socket with a small buffer that got far more than it holds.</summary>
    private Socket Full(PacketLab lab)
    {
        Socket socket = lab.ContainerSocket();
        socket.ReceiveBufferSize = 32_768;
        for (int i = 0; i < Sent; i++)
        {
            (_messages[i], _slices[i]) = lab.Datagram(i, PacketLab.PortOf(socket), new byte[Payload]);
            Assert.Equal(1, lab.Socket.Send([_messages[i] with { FirstSlice = 0 }], [_slices[i]], out _));
        }

        return socket;
    }
}
