using Falcon.Vxlan.Tests.Golden;

namespace Falcon.Vxlan.Tests.Parsing;

public sealed class GoldenFrameTests
{
    public static TheoryData<string> Names => GoldenLine.Names(GoldenLine.Frames);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_frame_by_scapy_is_parsed_as_scapy_parses_it(string name)
    {
        var golden = GoldenLine.Frame(name);

        ParseError error = FrameParser.TryParse(golden.Bytes, out ParsedFrame parsed);

        Assert.Equal(ParseError.None, error);
        Assert.Equal(Enum.Parse<ParsedFlags>(golden["flags"]), parsed.Flags);
        Assert.Equal(golden.Number("l3"), parsed.L3Offset);
        Assert.Equal(golden.Number("l4"), parsed.L4Offset);
        Assert.Equal(golden.Number("payload"), parsed.PayloadOffset);
        Assert.Equal(golden.Number("protocol"), parsed.Protocol);
        Assert.Equal(golden.Number("total"), parsed.TotalLength);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_transport_checksum_is_judged_right_or_wrong(string name)
    {
        var golden = GoldenLine.Frame(name);
        FrameParser.TryParse(golden.Bytes, out ParsedFrame parsed);

        Assert.Equal(golden["intact"] == "True", TransportChecksum.Verify(golden.Bytes, in parsed));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Filling_in_the_checksum_gives_what_scapy_gave(string name)
    {
        var golden = GoldenLine.Frame(name);
        bool reproducible = golden["intact"] == "True" && !name.Contains("no-checksum", StringComparison.Ordinal);
        byte[] frame = [.. golden.Bytes];
        FrameParser.TryParse(frame, out ParsedFrame parsed);

        TransportChecksum.Fill(frame, in parsed);

        Assert.True(TransportChecksum.Verify(frame, in parsed));
        if (reproducible) Assert.Equal(golden.Bytes, frame);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_head_that_holds_all_headers_is_enough(string name)
    {
        var golden = GoldenLine.Frame(name);
        FrameParser.TryParse(golden.Bytes, out ParsedFrame whole);
        int head = Math.Max(whole.PayloadOffset, whole.L4Offset == 0 ? 0 : whole.L4Offset + TcpHeader.Length);
        if ((whole.Flags & ParsedFlags.Arp) != 0) head += ArpPacket.Length;
        head = Math.Min(head, golden.Bytes.Length);

        ParseError error = FrameParser.TryParse(golden.Bytes.AsSpan(0, head), golden.Bytes.Length, out ParsedFrame parsed);

        Assert.Equal(ParseError.None, error);
        Assert.Equal(whole, parsed);
    }

    [Fact]
    public void Header_views_read_what_scapy_wrote()
    {
        byte[] frame = GoldenLine.Frame("tcp4").Bytes;
        EthernetHeader ethernet = new(frame.AsSpan());
        Ipv4Header ip = new(frame.AsSpan(14));
        TcpHeader tcp = new(frame.AsSpan(34));

        Assert.Equal("02:00:00:00:01:01", ethernet.Source.ToString());
        Assert.Equal("02:00:00:00:02:01", ethernet.Destination.ToString());
        Assert.Equal((4, 20, 111, 7, 64, 6), (ip.Version, ip.HeaderLength, ip.TotalLength, ip.Identification, ip.TimeToLive, ip.Protocol));
        Assert.Equal((0xC0A8640Bu, 0xC0A86415u), (ip.Source, ip.Destination));
        Assert.Equal((40000, 5201, 32, 501), (tcp.SourcePort, tcp.DestinationPort, tcp.HeaderLength, tcp.Window));
        Assert.Equal((0xDEADBEEFu, 0x01020304u, TcpFlags.Psh | TcpFlags.Ack), (tcp.Sequence, tcp.Acknowledgement, tcp.Flags));

        byte[] arp = GoldenLine.Frame("vlan-arp").Bytes;
        ArpPacket packet = new(arp.AsSpan(18));
        Assert.Equal(1, new VlanTag(arp.AsSpan(14)).Identifier);
        Assert.Equal((true, ArpPacket.Reply), (packet.IsIpv4OverEthernet, packet.Operation));
        Assert.Equal((0xC0A8640Bu, 0xC0A86415u), (packet.SenderAddress, packet.TargetAddress));
        Assert.Equal("02:00:00:00:01:01", packet.SenderMac.ToString());
        Assert.Equal("02:00:00:00:02:01", packet.TargetMac.ToString());

        IcmpHeader icmp = new(GoldenLine.Frame("icmp6-echo").Bytes.AsSpan(54));
        Assert.Equal((128, 0, 3, 4), (icmp.Type, icmp.Code, icmp.Identifier, icmp.Sequence));

        Ipv6Header ip6 = new(GoldenLine.Frame("udp6").Bytes.AsSpan(14));
        Assert.Equal((6, 67, 17, 64), (ip6.Version, ip6.PayloadLength, ip6.NextHeader, ip6.HopLimit));
        Assert.Equal("fd00:100::21", VtepAddress.ToIPAddress(ip6.Destination).ToString());
    }
}
