using Falcon.Engine.Frames;
using Falcon.Testing.Frames;

namespace Falcon.Engine.Tests.Coalescing;

public sealed class CoalesceRulesTests
{
    private static readonly Segment s_tcp = new() { Tcp = true };
    private static readonly Segment s_udp = new();

    /// <summary>Three segments of 100 bytes, the second or third changed, and the lengths of the resulting trains.</summary>
    private static readonly Dictionary<string, (Segment[] Sent, int[] Trains)> s_cases = new()
    {
        ["consecutive segments join"] = (Tcp(), [3]),
        ["a gap parts"] = (Tcp(second: s => s with { Sequence = s.Sequence + 1 }), [1, 1, 1]),
        ["a lost segment parts"] = (Tcp(third: s => s with { Sequence = s.Sequence + 100 }), [2, 1]),
        ["a duplicate parts"] = (Tcp(second: s => s with { Sequence = s.Sequence - 100 }), [1, 1, 1]),
        ["an overlap parts"] = (Tcp(second: s => s with { Sequence = s.Sequence - 1 }), [1, 1, 1]),
        ["a shorter segment is the last"] = (
            Tcp(second: s => s with { Payload = new byte[99] }, third: s => s with { Sequence = s.Sequence - 1 }), [2, 1]),
        ["a longer segment starts anew"] = (
            Tcp(second: s => s with { Payload = new byte[101] }, third: s => s with { Sequence = s.Sequence + 1 }), [1, 2]),
        ["push ends"] = (Tcp(second: s => s with { Flags = Segment.Ack | Segment.Psh }), [2, 1]),
        ["fin ends"] = (Tcp(second: s => s with { Flags = Segment.Ack | Segment.Fin }), [2, 1]),
        ["urgent data travels alone"] = (Tcp(second: s => s with { Flags = Segment.Ack | Segment.Urg, UrgentPointer = 4 }), [1, 1, 1]),
        ["a reduced window travels alone"] = (Tcp(second: s => s with { Flags = Segment.Ack | Segment.Cwr }), [1, 1, 1]),
        ["a bad checksum travels alone"] = (Tcp(second: s => s with { Damage = 1 }), [1, 1, 1]),
        ["a bad first checksum travels alone"] = (Tcp(first: s => s with { Damage = 1 }), [1, 2]),
        ["a bad ip checksum travels alone"] = (Tcp(third: s => s with { HeaderDamage = 1 }), [2, 1]),
        ["a jump of identifications parts"] = (Tcp(third: s => s with { Identification = 9 }), [2, 1]),
        ["one identification for all with df joins"] = (Tcp(all: s => s with { Identification = 7 }), [3]),
        ["one identification for all without df parts"] = (Tcp(all: s => s with { Identification = 7, FragmentBits = 0 }), [1, 1, 1]),
        ["counting identifications without df join"] = (Tcp(all: s => s with { FragmentBits = 0 }), [3]),
        ["an identification that stops counting parts"] = (Tcp(third: s => s with { Identification = 2 }), [2, 1]),
        ["an identification that starts counting parts"] = (
            Tcp(second: s => s with { Identification = 1 }, third: s => s with { Identification = 2 }), [2, 1]),
        ["ip options travel alone"] = (Tcp(second: s => s with { IpOptions = [1, 1, 1, 0] }), [1, 1, 1]),
        ["padding travels alone"] = (Tcp(second: s => s with { Padding = 2 }), [1, 1, 1]),
        ["an empty segment travels alone"] = (Tcp(second: s => s with { Payload = [] }), [1, 1, 1]),
        ["datagrams of one size join"] = (Udp(), [3]),
        ["a shorter datagram is the last"] = (Udp(second: s => s with { Payload = new byte[1] }), [2, 1]),
        ["a longer datagram starts anew"] = (Udp(second: s => s with { Payload = new byte[101] }), [1, 2]),
        ["an empty datagram keeps its place"] = (Udp(second: s => s with { Payload = [] }), [1, 1, 1]),
        ["a bad datagram travels alone"] = (Udp(second: s => s with { Damage = 7 }), [1, 1, 1]),
        ["no datagram has a checksum"] = (Udp(all: s => s with { HasChecksum = false }), [3]),
        ["one datagram has no checksum"] = (Udp(second: s => s with { HasChecksum = false }), [1, 1, 1]),
        ["ipv6 without checksum travels alone"] = (Udp(all: s => s with { Ipv6 = true, HasChecksum = false }), [1, 1, 1]),
        ["identifications of datagrams do not count"] = (
            Udp(all: s => s with { Identification = (ushort)(s.Sequence * 7), FragmentBits = 0 }), [3]),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Three_segments_travel_as_the_rules_say(string what)
    {
        (Segment[] sent, int[] trains) = s_cases[what];
        using var host = new MemoryHost();
        host.Receive([.. sent.Select(segment => TestFrames.Vxlan(segment.Build()))]);
        List<DeliveredTrain> delivered = DeliveredTrain.Of(host);
        Assert.Equal(trains, delivered.Select(train => train.Count));
        for (int i = 0, first = 0; i < trains.Length; first += trains[i++]) delivered[i].Carries(sent[first..(first + trains[i])]);
    }

    [Fact]
    public void Sixty_four_interleaved_flows_become_one_train_each()
    {
        Segment[] sent =
        [
            .. from round in Enumerable.Range(0, 14)
               from flow in Enumerable.Range(0, 64)
               select Flow(s_udp, flow) with { Payload = [(byte)round] },
        ];
        using var host = new MemoryHost(2048);
        host.Receive([.. sent.Select(segment => TestFrames.Vxlan(segment.Build()))]);
        Assert.Equal(64, DeliveredTrain.Of(host).Count(train => train.Count == 14));
    }

    [Fact]
    public void A_train_has_at_most_64_frames()
    {
        Segment[] sent = [.. Enumerable.Range(0, 150).Select(
            i => s_tcp with { Payload = [1], Sequence = (uint)i, Identification = (ushort)i })];
        Assert.Equal([64, 64, 22], Deliver(sent).Select(train => train.Count));
        Assert.Equal([64, 64, 22], Deliver([.. sent.Select(segment => segment with { Tcp = false })]).Select(train => train.Count));
    }

    [Theory]
    [InlineData(false, 20)]
    [InlineData(true, 40)]
    public void A_train_has_at_most_64_kibibytes(bool ipv6, int header)
    {
        const int Payload = 1350;
        Segment[] sent = [.. Enumerable.Range(0, 100).Select(i =>
            s_tcp with { Ipv6 = ipv6, Payload = new byte[Payload], Sequence = (uint)(i * Payload), Identification = (ushort)i })];
        int most = (65_535 - header - 20) / Payload;
        Assert.Equal([most, most, 100 - 2 * most], Deliver(sent).Select(train => train.Count));
    }

    [Fact]
    public void A_port_that_does_not_want_trains_gets_none()
    {
        using var host = new MemoryHost(coalesce: false);
        Segment[] sent = [.. Udp().SelectMany(s => new[] { s, s with { FromPort = 9, ToMac = [2, 0, 0, 0, 2, 1] } })];
        host.Receive([.. sent.Select(segment => TestFrames.Vxlan(segment.Build()))]);
        ILookup<int, DeliveredTrain> ports = DeliveredTrain.Of(host).ToLookup(train => (int)train.Head.Target);
        Assert.Equal([3], ports[0].Select(train => train.Count));
        Assert.Equal([1, 1, 1], ports[1].Select(train => train.Count));
    }

    [Fact]
    public void Fragments_pass_as_they_came()
    {
        Segment[] sent = [.. Udp(all: s => s with { FragmentBits = (ushort)(s.Sequence == 0 ? 0x2000 : 0x2000 + s.Sequence) })];
        List<DeliveredTrain> delivered = Deliver(sent);
        Assert.Equal(3, delivered.Count);
        foreach ((DeliveredTrain train, Segment segment) in delivered.Zip(sent)) train.Carries([segment]);
        Assert.All(delivered, train => Assert.NotEqual(FrameFlags.None, train.Head.Flags & FrameFlags.Fragment));
    }

    private static List<DeliveredTrain> Deliver(Segment[] sent)
    {
        using var host = new MemoryHost();
        host.Receive([.. sent.Select(segment => TestFrames.Vxlan(segment.Build()))]);
        return DeliveredTrain.Of(host);
    }

    private static Segment Flow(Segment segment, int flow) => segment with { FromPort = (ushort)(5000 + flow) };

    private static Segment[] Tcp(
        Func<Segment, Segment>? first = null, Func<Segment, Segment>? second = null,
        Func<Segment, Segment>? third = null, Func<Segment, Segment>? all = null) =>
        Three(s_tcp, first, second, third, all);

    private static Segment[] Udp(Func<Segment, Segment>? second = null, Func<Segment, Segment>? all = null) =>
        Three(s_udp, null, second, null, all);

    private static Segment[] Three(Segment flow, params Func<Segment, Segment>?[] changes) =>
    [
        .. Enumerable.Range(0, 3).Select(i =>
        {
            Segment segment =
                flow with { Payload = [.. Enumerable.Repeat((byte)i, 100)], Sequence = (uint)(i * 100), Identification = (ushort)(i + 1) };
            segment = changes[3]?.Invoke(segment) ?? segment;
            return changes[i]?.Invoke(segment) ?? segment;
        }),
    ];
}
