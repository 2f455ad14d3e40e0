using System.Globalization;
using Falcon.Netns.Tests.EndToEnd;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>Large frames of containers on their way to the wire, as tshark sees them there.</summary>
public sealed class SegmentationTests(LabFixture<PacketLaneWithKernel> lab) : TrainTest(lab)
{
    private const int Bytes = 3 * Traffic.Megabyte;
    private const int UnderlayMtu = 1500;

    [Theory]
    [InlineData(4, 0)]
    [InlineData(4, 536)]
    [InlineData(4, 1000)]
    [InlineData(6, 0)]
    [InlineData(6, 700)]
    public void Tcp_leaves_in_segments_that_tshark_finds_faultless_and_gapless(int version, int mss)
    {
        using Capture wire = OnTheWire();
        Send(Here, There, version == 4 ? There.Ipv4 : There.Ipv6, mss, Bytes);
        CaptureFile file = wire.Stop();
        file.IsClean();
        AreGapless(file, Bytes);
        Assert.Equal(0, file.Count($"frame.len > {UnderlayMtu + 14}"));
        if (mss > 0) Assert.Equal(0, file.Count($"tcp.len > {mss}"));
    }

    [Theory]
    [InlineData("192.168.100.21")]
    [InlineData("fd00:100::21")]
    public void Segmented_datagrams_leave_with_the_sizes_their_sender_asked_for(string there)
    {
        using Capture wire = OnTheWire();
        Assert.Contains(there, (string[])[There.Ipv4, There.Ipv6]);
        int most = SendSegments(There, there, option: "");
        Assert.Equal(1, most);
        wire.Stop().IsClean();
    }

    [Fact]
    public void Tcp_with_the_smallest_segments_gets_through()
    {
        Send(Here, There, There.Ipv4, mss: 88, Traffic.Megabyte / 2);
        Send(Here, Beside, Beside.Ipv4, mss: 88, Traffic.Megabyte / 2);
        Harness.Frames.AreConserved(Host.Admin);
    }

    [Fact]
    public void A_tunnel_inside_containers_carries_tcp()
    {
        foreach ((Container at, Container peer, string address) in new[] { (Here, There, "10.77.0.1"), (There, Here, "10.77.0.2") })
        {
            string[] tunnel = ["type", "vxlan", "id", "7", "dstport", "8472", "remote", peer.Ipv4, "local", at.Ipv4, "dev", "eth0"];
            at.Exec("ip", ["link", "add", "vx7", .. tunnel]).Succeeds();
            at.Exec("ip", "addr", "add", $"{address}/24", "dev", "vx7").Succeeds();
            at.Exec("ip", "link", "set", "vx7", "up").Succeeds();
        }

        Traffic.SendFile(Here, There, "10.77.0.2", Bytes);
        Traffic.SendFile(There, Here, "10.77.0.1", Bytes);
        foreach (Container? at in new[] { Here, There }) at.Exec("ip", "link", "del", "vx7").Succeeds();
    }

    [Fact]
    public void A_large_frame_for_a_neighbour_arrives_large_and_a_segmented_datagram_too()
    {
        using Capture neighbour = Beside.Capture("eth0", "tcp or udp", "in");
        Send(Here, Beside, Beside.Ipv4, mss: 0, Bytes);
        Send(Here, Beside, Beside.Ipv6, mss: 0, Bytes);
        int most = SendSegments(Beside, Beside.Ipv4, option: "gro");
        CaptureFile file = neighbour.Stop();
        Assert.True(file.Count($"tcp && ip && frame.len > {10 * UnderlayMtu}") > 0);
        Assert.True(file.Count($"tcp && ipv6 && frame.len > {10 * UnderlayMtu}") > 0);
        Assert.True(file.Count($"udp && frame.len > {10 * UnderlayMtu}") > 0);
        Assert.InRange(most, 10, 128);
    }

    /// <summary>More segments wait than a turn has room for, with single frames behind them.</summary>
    [Fact]
    public void A_flood_of_tiny_segments_is_taken_in_turns_and_nothing_is_lost()
    {
        int port = Traffic.NextPort();
        using RunningCommand receiver = There.StartScript("udp_receive.py", $"{port}", $"{12 * (7 * 64 + 1)}").Says("ready");
        string trains = string.Concat(Enumerable.Repeat("1 64\n1 64\n1 64\n1 64\n1 64\n1 64\n1 64\n0 7\n", 12));
        string sent;
        using (PausedDaemon.On(Host)) sent = Here.Script("udp_segment.py", trains, There.Ipv4, $"{port}").Succeeds().Output;
        Assert.Equal(sent, string.Join('\n', receiver.Ends().Succeeds().Lines[1..^1]) + "\n");
    }

    /// <summary>Root in the container can turn offloads on again that the port was attached without; no other port suffers.</summary>
    [Fact]
    public void A_container_that_undoes_its_offload_settings_hurts_only_itself()
    {
        Here.Exec("ip", "link", "set", "eth0", "gso_max_segs", "65535").Succeeds();
        Send(Here, Beside, Beside.Ipv4, mss: 88, Traffic.Megabyte / 8);
        Here.Exec("ip", "link", "set", "eth0", "gso_max_segs", "128").Succeeds();
        Traffic.Ping(There, Beside.Ipv4, "-c", "1");
        Harness.Frames.AreConserved(Host.Admin);
    }

    private Capture OnTheWire()
    {
        // GRO would show joined frames that were never on the wire.
        Lab.Host(2).TurnGroOff();
        return Lab.Host(2).Capture(Harness.Host.Uplink, "udp port 4789", "in", longest: 2048);
    }

    /// <summary>Sends UDP_SEGMENT trains of many shapes; returns the most datagrams that the receiver got in one piece.</summary>
    private int SendSegments(Container to, string address, string option)
    {
        int port = Traffic.NextPort();
        int largest = Lab.Topology.InnerMtu - 48;
        (int Size, int Total)[] sends =
        [
            (1, 64), (100, 1000), (100, 1001), (500, 500), (500, 32_000), (1000, 1999), (0, 3), (largest, 40 * largest),
            (largest, 40 * largest + 1),
            (largest, 40 * largest), (largest, 10 * largest - 1), (1200, 50_000), (1200, 50_000), (0, largest), (700, 40_000), (3, 100),
        ];
        int count = sends.Sum(send => send.Size == 0 ? 1 : (send.Total + send.Size - 1) / send.Size);
        using RunningCommand receiver = to.StartScript("udp_receive.py", $"{port}", $"{count}", option).Says("ready");
        CommandResult sent = Here.Script(
            "udp_segment.py", string.Concat(sends.Select(send => $"{send.Size} {send.Total}\n")), address, $"{port}").Succeeds();
        string[] lines = receiver.Ends().Succeeds().Lines;
        Assert.Equal(sent.Lines, lines[1..^1]);
        return int.Parse(lines[^1], CultureInfo.InvariantCulture);
    }

    /// <summary>Sends random bytes through TCP with a maximum segment size; the hashes at both ends must be the same.</summary>
    private static void Send(Container from, Container to, string address, int mss, int bytes)
    {
        (string family, string host) = address.Contains(':') ? ("TCP6", $"[{address}]") : ("TCP4", address);
        using var source = TemporaryFile.WithRandomBytes(bytes);
        using var target = TemporaryFile.Empty();
        int port = Traffic.NextPort();
        using RunningCommand server =
            to.Serve(port, "socat", "-u", $"{family}-LISTEN:{port},reuseaddr", $"OPEN:{target.Path},wronly,trunc");
        string limit = mss > 0 ? $",mss={mss}" : "";
        from.Exec(
            "socat", "-u", "-b", "262144", $"OPEN:{source.Path},rdonly", $"{family}:{host}:{port},connect-timeout=60{limit}").Succeeds();
        server.Ends().Succeeds();
        Assert.Equal(source.Hash(), target.Hash());
    }

    /// <summary>Checks that all bytes of the one large stream are there; retransmitted bytes are no gap.</summary>
    private static void AreGapless(CaptureFile file, int bytes)
    {
        const string Numbers = "tcp.seq_raw", Length = "tcp.len";
        var segments = file.Fields("tcp.len > 0", Numbers, Length)
            .Select(fields => fields.Select(field => uint.Parse(field, CultureInfo.InvariantCulture)).ToArray())
            .Select(fields => (Number: fields[0], Length: (int)fields[1])).ToList();
        uint first = segments[0].Number;
        long reached = 0;
        foreach ((long offset, int size) in segments.Select(segment => ((long)(segment.Number - first), segment.Length)).Order())
        {
            Assert.True(offset <= reached, $"bytes {reached} to {offset} were never sent");
            reached = Math.Max(reached, offset + size);
        }

        Assert.Equal(bytes, reached);
    }
}
