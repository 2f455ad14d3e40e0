using Falcon.Engine.Tests.Coalescing;
using Falcon.Testing.Frames;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Lanes;

/// <summary>What happens to a container's large frame: segmented for the wire, whole for a neighbour.</summary>
public sealed class LargeFrameTests : IDisposable
{
    private const int VxlanHeaders = 50;
    private static readonly byte[] s_remote = [2, 0, 0, 0, 1, 1];
    private static readonly byte[] s_port1 = [2, 0, 0, 0, 2, 1];

    private readonly MemoryHost _host;
    private readonly TrainPortLane _containers;

    public LargeFrameTests()
    {
        TrainPortLane? lane = null;
        _host = new MemoryHost(4096, portLane: (umem, host) => lane = new TrainPortLane(umem, host));
        _containers = lane!;
        _host.State.Fdb.AddStatic(0, TestFrames.Remote, FdbTarget.Vtep(0));
    }

    public static TheoryData<bool, bool, int, int, int> Shapes => new()
    {
        { true, false, 1398, 46, 1398 },
        { true, true, 1366, 46, 3 },
        { false, false, 1, 64, 1 },
        { false, true, 1000, 33, 999 },
        { true, false, 500, 1, 500 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_large_frame_leaves_over_the_wire_as_the_segments_its_sender_meant(bool tcp, bool ipv6, int size, int count, int last)
    {
        Segment[] segments = Segments(tcp, ipv6, size, count, last, s_remote);
        _containers.SendTrain(0, segments);
        _host.Run();
        Assert.Equal(segments.Select(segment => segment.Build()), _host.ToWire.Select(frame => frame[VxlanHeaders..]));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_large_frame_for_a_neighbour_arrives_as_it_is(bool tcp, bool ipv6, int size, int count, int last)
    {
        Segment[] segments = Segments(tcp, ipv6, size, count, last, s_port1);
        _containers.SendTrain(0, segments);
        _host.Run();
        DeliveredTrain train = Assert.Single(DeliveredTrain.Of(_host));
        Assert.Equal((count, size), (train.Count, train.Head.SegmentSize));
        Assert.Equal(DeliveredTrain.Described(segments), train.Bytes);
    }

    [Fact]
    public void A_large_frame_for_all_reaches_neighbours_whole_and_peers_in_segments()
    {
        Segment[] segments = Segments(tcp: false, ipv6: false, 300, 20, 7, [255, 255, 255, 255, 255, 255]);
        _containers.SendTrain(0, segments);
        _host.Run();
        Assert.Equal(20, Assert.Single(DeliveredTrain.Of(_host)).Count);
        byte[][] cut = [.. segments.Select(segment => segment.Build())];
        Assert.Equal([.. cut, .. cut], _host.ToWire.Select(frame => frame[VxlanHeaders..]));
    }

    [Fact]
    public void Two_large_frames_of_a_flow_stay_two()
    {
        Segment[] segments = Segments(tcp: true, ipv6: false, 100, 20, 100, s_port1);
        _containers.SendTrain(0, segments[..10]);
        _containers.SendTrain(0, segments[10..]);
        _host.Run();
        Assert.Equal([10, 10], DeliveredTrain.Of(_host).Select(train => train.Count));
    }

    [Fact]
    public void Frames_whose_checksum_is_still_to_be_made_join_without_being_verified()
    {
        foreach (Segment segment in Segments(tcp: true, ipv6: false, 100, 3, 100, s_port1))
            _containers.SendPartial(0, (segment with { Damage = 77 }).Build(), 34, 16);
        _host.Run();
        Assert.Equal([3], DeliveredTrain.Of(_host).Select(train => train.Count));
    }

    /// <summary>A tunnel inside the container: the checksum to complete lies deeper than the datagram that would be joined.</summary>
    [Fact]
    public void Frames_with_a_checksum_to_be_made_inside_a_tunnel_travel_alone()
    {
        byte[][] tunnels = [.. Segments(tcp: false, ipv6: false, 200, 3, 200, s_port1).Select(
            segment => (segment with { HasChecksum = false }).Build())];
        foreach (byte[] frame in tunnels) _containers.SendPartial(0, frame, 42 + 8 + 14 + 20, 16);
        _host.Run();
        Assert.Equal(tunnels, _host.ToPorts.Select(delivered => delivered.Bytes));
        Assert.All(_host.ToPortFrames, frame => Assert.Equal((84, 0), (frame.ChecksumStart, frame.SegmentSize)));
    }

    public void Dispose() => _host.Dispose();

    private static Segment[] Segments(bool tcp, bool ipv6, int size, int count, int last, byte[] to) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Segment
        {
            Tcp = tcp,
            Ipv6 = ipv6,
            FromMac = [2, 0, 0, 0, 2, 0],
            ToMac = to,
            Sequence = uint.MaxValue - 5000 + (uint)(i * size),
            Identification = (ushort)(65_530 + i),
            Flags = tcp && i == count - 1 ? (byte)(Segment.Ack | Segment.Psh) : Segment.Ack,
            Options = tcp ? [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2] : [],
            Payload = [.. Enumerable.Repeat((byte)i, i == count - 1 ? last : size)],
        }),
    ];
}
