using Falcon.Testing.Frames;

namespace Falcon.Vxlan.Tests.Trains;

public sealed class TrainRulesTests
{
    private static readonly Segment s_tcp = new() { Tcp = true, Payload = new byte[100], Options = [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2] };
    private static readonly Segment s_udp = new() { Payload = new byte[100] };

    private static readonly Dictionary<string, Segment> s_alone = new()
    {
        ["syn"] = s_tcp with { Flags = Segment.Ack | Segment.Syn },
        ["rst"] = s_tcp with { Flags = Segment.Ack | Segment.Rst },
        ["cwr"] = s_tcp with { Flags = Segment.Ack | Segment.Cwr },
        ["urg"] = s_tcp with { Flags = Segment.Ack | Segment.Urg, UrgentPointer = 3 },
        ["no ack"] = s_tcp with { Flags = Segment.Psh },
        ["empty segment"] = s_tcp with { Payload = [] },
        ["empty datagram"] = s_udp with { Payload = [] },
        ["tcp behind ip options"] = s_tcp with { IpOptions = [1, 1, 1, 0] },
        ["udp behind ip options"] = s_udp with { IpOptions = [1, 1, 1, 0] },
        ["first fragment"] = s_udp with { FragmentBits = 0x2000 },
        ["later fragment"] = s_udp with { FragmentBits = 0x0010 },
        ["padded segment"] = s_tcp with { Padding = 6 },
        ["padded datagram"] = s_udp with { Padding = 1, Ipv6 = true },
    };

    private static readonly Dictionary<string, (Segment Head, Segment Next)> s_strangers = new()
    {
        ["acknowledgement"] = (s_tcp, s_tcp with { Acknowledgement = 6 }),
        ["window"] = (s_tcp, s_tcp with { Window = 501 }),
        ["options"] = (s_tcp, s_tcp with { Options = [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 3] }),
        ["ecn echo"] = (s_tcp, s_tcp with { Flags = Segment.Ack | Segment.Ece }),
        ["accurate ecn"] = (s_tcp, s_tcp with { Reserved = 1 }),
        ["source port"] = (s_tcp, s_tcp with { FromPort = 1 }),
        ["destination port"] = (s_udp, s_udp with { ToPort = 1 }),
        ["source address"] = (s_udp, s_udp with { From = [192, 0, 2, 3] }),
        ["destination address"] = (s_tcp, s_tcp with { To = [192, 0, 2, 3] }),
        ["source mac"] = (s_tcp, s_tcp with { FromMac = [2, 0, 0, 0, 1, 2] }),
        ["destination mac"] = (s_udp, s_udp with { ToMac = [2, 0, 0, 0, 1, 2] }),
        ["type of service"] = (s_tcp, s_tcp with { ServiceType = 3 }),
        ["ttl"] = (s_udp, s_udp with { Ttl = 63 }),
        ["don't fragment"] = (s_udp, s_udp with { FragmentBits = 0 }),
        ["ipv6 source address"] = (s_udp with { Ipv6 = true }, s_udp with { Ipv6 = true, From = new byte[16] }),
        ["ipv6 destination address"] = (s_tcp with { Ipv6 = true }, s_tcp with { Ipv6 = true, To = new byte[16] }),
        ["flow label"] = (s_udp with { Ipv6 = true }, s_udp with { Ipv6 = true, FlowLabel = 1 }),
        ["traffic class"] = (s_tcp with { Ipv6 = true }, s_tcp with { Ipv6 = true, ServiceType = 1 }),
        ["hop limit"] = (s_tcp with { Ipv6 = true }, s_tcp with { Ipv6 = true, Ttl = 1 }),
        ["checksum behind none"] = (s_udp with { HasChecksum = false }, s_udp),
        ["none behind checksum"] = (s_udp, s_udp with { HasChecksum = false }),
    };

    private static readonly Dictionary<string, (Segment Head, Segment Next)> s_same = new()
    {
        ["number"] = (s_tcp, s_tcp with { Sequence = 7 }),
        ["identification"] = (s_tcp, s_tcp with { Identification = 7 }),
        ["push"] = (s_tcp, s_tcp with { Flags = Segment.Ack | Segment.Psh }),
        ["fin"] = (s_tcp, s_tcp with { Flags = Segment.Ack | Segment.Fin }),
        ["echo on both"] = (s_tcp with { Flags = Segment.Ack | Segment.Ece }, s_tcp with { Flags = Segment.Ack | Segment.Ece }),
        ["payload"] = (s_tcp, s_tcp with { Payload = [1, 2, 3] }),
        ["datagram length"] = (s_udp, s_udp with { Payload = [1, 2, 3] }),
        ["ipv6 datagram length"] = (s_udp with { Ipv6 = true }, s_udp with { Ipv6 = true, Payload = [1] }),
        ["ipv6 number"] = (s_tcp with { Ipv6 = true }, s_tcp with { Ipv6 = true, Sequence = 7 }),
        ["neither with checksum"] = (s_udp with { HasChecksum = false }, s_udp with { HasChecksum = false, Payload = [9] }),
    };

    public static TheoryData<string> Alone => [.. s_alone.Keys];

    public static TheoryData<string> Strangers => [.. s_strangers.Keys];

    public static TheoryData<string> Same => [.. s_same.Keys];

    [Theory]
    [MemberData(nameof(Alone))]
    public void It_travels_alone(string what) => Assert.Equal(TrainKind.None, Inspect(s_alone[what].Build()).Kind);

    [Theory]
    [InlineData(0x0800, 0)]
    [InlineData(0x86DD, 44)]
    public void Icmp_extension_headers_vlan_tags_and_arp_travel_alone(ushort etherType, int fragmentHeader)
    {
        byte[] icmp = (s_udp with { Ipv6 = etherType == 0x86DD }).Build();
        icmp[etherType == 0x0800 ? 23 : 20] = etherType == 0x0800 ? (byte)1 : (byte)58;
        Assert.Equal(TrainKind.None, Inspect(icmp).Kind);

        byte[] tagged = [.. icmp[..12], 0x81, 0x00, 0x00, 0x05, .. s_tcp.Build()[12..]];
        Assert.Equal(TrainKind.None, Inspect(tagged).Kind);

        byte[] arp = [.. icmp[..12], 0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1, .. new byte[20]];
        Assert.Equal(TrainKind.None, Inspect(arp).Kind);

        byte[] extended = (s_udp with { Ipv6 = true }).Build();
        byte next = fragmentHeader == 0 ? (byte)0 : (byte)44; // hop-by-hop options, or a fragment header of a whole datagram
        extended =
            [.. extended[..18], 0, (byte)(extended.Length - 54 + 8), next, .. extended[21..54], 17, 0, 0, 0, 0, 0, 0, 0, .. extended[54..]];
        Assert.Equal(TrainKind.None, Inspect(extended).Kind);
    }

    [Fact]
    public void A_datagram_shorter_than_its_packet_travels_alone()
    {
        byte[] frame = s_udp.Build();
        frame[39]--;
        Assert.Equal(TrainKind.None, Inspect(frame).Kind);
    }

    [Theory]
    [InlineData(Segment.Ack, false)]
    [InlineData(Segment.Ack | Segment.Ece, false)]
    [InlineData(Segment.Ack | Segment.Psh, true)]
    [InlineData(Segment.Ack | Segment.Fin, true)]
    [InlineData(Segment.Ack | Segment.Fin | Segment.Psh | Segment.Ece, true)]
    public void A_segment_may_join_and_push_and_fin_end_its_train(byte flags, bool ends)
    {
        foreach (bool ipv6 in new[] { false, true })
        {
            TrainCar car = Inspect((s_tcp with { Flags = flags, Ipv6 = ipv6, Sequence = 0xFFFF_FFF0, Identification = 77 }).Build());
            Assert.Equal((TrainKind.Tcp, ends, 100, 0xFFFF_FFF0), (car.Kind, car.EndsTrain, car.Payload, car.Sequence));
            Assert.Equal(ipv6 ? 0 : 77, car.Identification);
        }
    }

    [Fact]
    public void A_datagram_may_join_with_a_checksum_or_without()
    {
        foreach (Segment datagram in new[] { s_udp, s_udp with { HasChecksum = false }, s_udp with { Ipv6 = true } })
        {
            TrainCar car = Inspect(datagram.Build());
            Assert.Equal((TrainKind.Udp, false, 100), (car.Kind, car.EndsTrain, car.Payload));
        }
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public void Two_frames_are_of_one_flow_only_with_the_same(string what) => Assert.False(SameFlow(s_strangers[what]));

    [Theory]
    [MemberData(nameof(Same))]
    public void Two_frames_may_be_of_one_flow_with_a_different(string what) => Assert.True(SameFlow(s_same[what]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_the_bits_up_to_the_ports_only_those_of_total_length_identification_and_checksum_may_differ(bool tcp)
    {
        byte[] head = (tcp ? s_tcp : s_udp).Build();
        Assert.Equal(ParseError.None, FrameParser.TryParse(head, out ParsedFrame parsed));
        for (int bit = 0; bit < 38 * 8; bit++)
        {
            if (bit / 8 == 14) continue; // version and header length: equal offsets imply that they are equal
            byte[] next = [.. head];
            next[bit / 8] ^= (byte)(1 << bit % 8);
            bool mayDiffer = bit / 8 is 16 or 17 or 18 or 19 or 24 or 25;
            Assert.True(mayDiffer == TrainRules.SameFlow(head, next, parsed), $"bit {bit % 8} of byte {bit / 8}");
        }
    }

    private static bool SameFlow((Segment Head, Segment Next) pair)
    {
        byte[] head = pair.Head.Build();
        FrameParser.TryParse(head, out ParsedFrame parsed);
        return TrainRules.SameFlow(head, pair.Next.Build(), parsed);
    }

    private static TrainCar Inspect(byte[] frame)
    {
        Assert.Equal(ParseError.None, FrameParser.TryParse(frame, out ParsedFrame parsed));
        TrainRules.Inspect(frame, parsed, out TrainCar car);
        return car;
    }
}
