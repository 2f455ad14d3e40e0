using Falcon.Engine.Frames;
using Falcon.Engine.Tests.Coalescing;
using Falcon.Engine.Tests.Lanes;
using Falcon.Testing.Frames;

namespace Falcon.Engine.Tests.Pipelines;

/// <summary>Inner checksums that the sender left to a device, as behind a veth with offloads.</summary>
public sealed class PartialChecksumTests
{
    public static TheoryData<bool, bool> Kinds => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_containers_kernel_is_told_of_one_that_is_alone(bool ipv6, bool tcp)
    {
        using var host = new MemoryHost();
        Segment segment = new() { Ipv6 = ipv6, Tcp = tcp, Payload = new byte[33] };
        host.Receive(TestFrames.Vxlan(segment.BuildPartial()));
        Frame frame = Assert.Single(host.ToPortFrames);
        Assert.Equal(segment.BuildPartial(), host.ToPorts[0].Bytes);
        Assert.True((frame.Flags & FrameFlags.PartialChecksum) != 0);
        Assert.Equal<(int, int)>((frame.L4, tcp ? 16 : 6), (frame.ChecksumStart, frame.ChecksumOffset));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_join_trains_with_whole_ones_and_each_other(bool ipv6, bool tcp)
    {
        using var host = new MemoryHost();
        Segment[] segments = [.. Enumerable.Range(0, 5).Select(i => new Segment
        {
            Ipv6 = ipv6, Tcp = tcp, Payload = [.. Enumerable.Repeat((byte)i, 100)],
            Sequence = (uint)(1000 + 100 * i), Identification = (ushort)(1 + i),
        })];
        host.Receive([.. segments.Select((segment, i) => TestFrames.Vxlan(i % 2 == 0 ? segment.BuildPartial() : segment.Build()))]);
        Assert.Single(DeliveredTrain.Of(host)).Carries(segments);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_lane_that_cannot_tell_gets_a_whole_one(bool ipv6, bool tcp)
    {
        using var host = new MemoryHost(portLane: (umem, self) => new TrainPortLane(umem, self) { TakesTrains = false });
        Segment segment = new() { Ipv6 = ipv6, Tcp = tcp, Payload = new byte[33] };
        host.Receive(TestFrames.Vxlan(segment.BuildPartial()));
        Assert.Equal(segment.Build(), Assert.Single(host.ToPorts).Bytes);
        Assert.Equal(FrameFlags.None, host.ToPortFrames[0].Flags & FrameFlags.PartialChecksum);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_padded_is_completed_without_the_padding(bool ipv6, bool tcp)
    {
        using var host = new MemoryHost();
        Segment segment = new() { Ipv6 = ipv6, Tcp = tcp, Payload = new byte[3] };
        byte[] padding = [1, 2, 3, 4, 5];
        host.Receive(TestFrames.Vxlan([.. segment.BuildPartial(), .. padding]));
        Assert.Equal([.. segment.Build(), .. padding], Assert.Single(host.ToPorts).Bytes);
        Assert.Equal(FrameFlags.None, host.ToPortFrames[0].Flags & FrameFlags.PartialChecksum);
    }

    [Fact]
    public void A_broadcast_reaches_every_container_with_it()
    {
        using var host = new MemoryHost();
        host.Receive(TestFrames.Vxlan(new Segment { ToMac = [255, 255, 255, 255, 255, 255], Payload = new byte[33] }.BuildPartial()));
        Assert.Equal(2, host.ToPortFrames.Count);
        Assert.All(host.ToPortFrames, frame => Assert.True((frame.Flags & FrameFlags.PartialChecksum) != 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_wrong_checksum_is_passed_on_as_it_came(bool tcp)
    {
        using var host = new MemoryHost();
        Segment segment = new() { Tcp = tcp, Payload = new byte[33], Damage = 0x0100 };
        host.Receive(TestFrames.Vxlan(segment.Build()));
        Assert.Equal(segment.Build(), Assert.Single(host.ToPorts).Bytes);
        Assert.Equal(FrameFlags.None, host.ToPortFrames[0].Flags & FrameFlags.PartialChecksum);
    }
}
