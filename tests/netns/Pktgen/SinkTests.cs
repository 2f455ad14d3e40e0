using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Falcon.Cli.Pktgen;
using Falcon.Netns.Tests.Harness;
using Falcon.Pktgen;
using Falcon.Xsk.Sockets;
using Falcon.Xsk.Threads;

namespace Falcon.Netns.Tests.Pktgen;

public sealed class SinkTests
{
    [Fact]
    public void Gaps_repetitions_and_swaps_are_counted_exactly()
    {
        using var wire = new Wire();
        using var sink = new RunningSink(wire.Right, "--port", "7001");
        wire.Right.Run(() =>
        {
            using Socket sender = Connect(7001);
            foreach (ulong sequence in (ulong[])[0, 1, 4, 3, 3, 5, 9]) // lost 2, 6, 7, 8; 3 late and twice
                sender.Send(Payload(1, sequence, 18));
            foreach (ulong sequence in (ulong[])[2, 2000, 0]) // lost all below 2000 except 2; 0 comes too late to tell
                sender.Send(Payload(2, sequence, 50));
            sender.Send(new byte[30]);
            sender.Send(Array.Empty<byte>());
        });

        JsonElement heard = sink.End();
        Assert.Equal(12, heard.GetProperty("datagrams").GetInt64());
        Assert.Equal((7 * 18) + (3 * 50) + 30, heard.GetProperty("bytes").GetInt64());
        Assert.Equal(2, heard.GetProperty("flows").GetInt32());
        Assert.Equal(4 + 1999, heard.GetProperty("lost").GetInt64());
        Assert.Equal(1, heard.GetProperty("duplicates").GetInt64());
        Assert.Equal(1, heard.GetProperty("reordered").GetInt64());
        Assert.Equal(1, heard.GetProperty("stale").GetInt64());
        Assert.Equal(2, heard.GetProperty("foreign").GetInt64());
        Assert.Equal(0, heard.GetProperty("socketDrops").GetInt64());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_joined_message_is_counted_as_its_datagrams(bool gro)
    {
        using var wire = new Wire();
        using var sink = new RunningSink(wire.Right, ["--port", "7002", .. gro ? ["--gro"] : Array.Empty<string>()]);
        wire.Right.Run(() =>
        {
            using Socket sender = Connect(7002);
            sender.CutInto(100);
            sender.Send([.. Enumerable.Range(0, 10).SelectMany(sequence => Payload(5, (ulong)sequence, 100)), .. Payload(5, 10, 40)]);
        });

        JsonElement heard = sink.End();
        Assert.Equal(11, heard.GetProperty("datagrams").GetInt64());
        Assert.Equal(gro ? 1 : 11, heard.GetProperty("messages").GetInt64());
        Assert.Equal(1040, heard.GetProperty("bytes").GetInt64());
        Assert.Equal(0, heard.GetProperty("lost").GetInt64());
        Assert.Equal(0, heard.GetProperty("foreign").GetInt64());
    }

    [Fact]
    public void Commands_report_and_reset_while_it_runs()
    {
        using var wire = new Wire();
        using var sink = new RunningSink(wire.Right, "--port", "7003");
        using Socket sender = wire.Right.Run(() => Connect(7003));
        sender.Send(Payload(0, 100, 18));
        int reports = 0;
        Eventually.True(() => sink.Report(reports++).GetProperty("datagrams").GetInt64() == 1, () => "the datagram was not counted");
        sink.Tell("reset");
        Assert.Equal(0, sink.Report(reports).GetProperty("datagrams").GetInt64());
        sender.Send(Payload(0, 102, 18));

        JsonElement heard = sink.End();
        Assert.Equal(1, heard.GetProperty("datagrams").GetInt64());
        Assert.Equal(1, heard.GetProperty("lost").GetInt64());
    }

    [Fact]
    public void A_port_that_is_taken_is_an_error()
    {
        using var wire = new Wire();
        using var first = new RunningSink(wire.Right, "--port", "7004");
        Assert.Contains(
            "UDP port 7004", FalconCommand.Start(wire.Right, "pktgen", "sink", "--port", "7004", "--seconds", "1").Fails(3),
            StringComparison.Ordinal);
        first.End();
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        using var wire = new Wire();
        long allocated = wire.Right.Run(() =>
        {
            using var receiver = UdpReceiver.Open(new UdpReceiverOptions { Port = 7005 });
            using Socket sender = Connect(7005);
            var sink = new Sink(receiver);
            byte[] payload = Payload(3, 7, 18);
            long before = 0;
            for (int i = 0; i < 1000; i++)
            {
                if (i == 500)
                    before = GC.GetAllocatedBytesForCurrentThread();
                sender.Send(payload);
                Assert.True(sink.Poll());
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, allocated);
    }

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    private static byte[] Payload(ushort flow, ulong sequence, int length)
    {
        byte[] payload = new byte[length];
        new PayloadHeader(flow, sequence, (ulong)ThreadClock.MonotonicNanoseconds()).Write(payload);
        return payload;
    }
}
