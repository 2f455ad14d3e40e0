using Falcon.Vxlan.Tests.Golden;

namespace Falcon.Vxlan.Tests.Parsing;

public sealed class FrameParserTests
{
    [Theory]
    [InlineData("tcp4", 14, 0x55, ParseError.BadIpHeader)] // version 5
    [InlineData("tcp4", 14, 0x44, ParseError.BadIpHeader)] // header of 16 bytes
    [InlineData("tcp4", 17, 0x13, ParseError.BadIpHeader)] // total length 19
    [InlineData("tcp4", 16, 0xFF, ParseError.Truncated)] // total length of a jumbo
    [InlineData("tcp4", 17, 0x70, ParseError.Truncated)] // one byte more than there is
    [InlineData("tcp4", 17, 0x20, ParseError.BadTransportHeader)] // 12 bytes of TCP
    [InlineData("tcp4", 46, 0x40, ParseError.BadTransportHeader)] // TCP header of 16 bytes
    [InlineData("tcp4-syn-padded", 46, 0x70, ParseError.BadTransportHeader)] // TCP header longer than the datagram
    [InlineData("udp4", 39, 0x07, ParseError.BadTransportHeader)] // UDP length 7
    [InlineData("udp4", 39, 0x44, ParseError.BadTransportHeader)] // UDP length one more than the datagram
    [InlineData("udp4", 39, 0x42, ParseError.None)] // UDP length one less: the rest is ignored
    [InlineData("icmp4-echo", 17, 0x1B, ParseError.BadTransportHeader)] // 7 bytes of ICMP
    [InlineData("tcp6", 14, 0x50, ParseError.BadIpHeader)] // version 5
    [InlineData("tcp6", 18, 0xFF, ParseError.Truncated)] // payload length of a jumbo
    [InlineData("udp6", 19, 0x07, ParseError.BadTransportHeader)] // 7 bytes of UDP
    [InlineData("udp6-hop-by-hop", 55, 0xFF, ParseError.Truncated)] // an extension header of 2 KiB
    [InlineData("udp6-hop-by-hop", 19, 0x0F, ParseError.Truncated)] // the datagram ends inside the extension header
    public void A_contradicting_length_is_refused_with_its_reason(string name, int at, byte value, ParseError expected)
    {
        byte[] frame = [.. GoldenLine.Frame(name).Bytes];
        frame[at] = value;
        if (at == 16) frame[17] = 0xFF;

        Assert.Equal(expected, FrameParser.TryParse(frame, out _));
    }

    [Fact]
    public void A_third_vlan_tag_is_left_as_an_unknown_payload()
    {
        byte[] frame = new byte[60];
        for (int at = 12; at < 24; at += 4) frame[at] = 0x81;

        Assert.Equal(ParseError.None, FrameParser.TryParse(frame, out ParsedFrame parsed));
        Assert.Equal(
            (EtherTypes.Vlan, (byte)22, ParsedFlags.Vlan, 60), (parsed.EtherType, parsed.L3Offset, parsed.Flags, parsed.TotalLength));
    }

    [Fact]
    public void ICMP_on_the_wrong_IP_version_has_no_transport_header()
    {
        byte[] icmp6OnIpv4 = [.. GoldenLine.Frame("icmp4-echo").Bytes];
        icmp6OnIpv4[23] = IpProtocols.IcmpV6;
        byte[] icmp4OnIpv6 = [.. GoldenLine.Frame("icmp6-echo").Bytes];
        icmp4OnIpv6[20] = IpProtocols.Icmp;

        Assert.Equal(ParseError.None, FrameParser.TryParse(icmp6OnIpv4, out ParsedFrame four));
        Assert.Equal(ParseError.None, FrameParser.TryParse(icmp4OnIpv6, out ParsedFrame six));
        Assert.Equal((0, ParsedFlags.Ipv4), (four.L4Offset, four.Flags));
        Assert.Equal((0, ParsedFlags.Ipv6), (six.L4Offset, six.Flags));
    }

    [Fact]
    public void The_ports_of_a_fragment_are_not_read()
    {
        byte[] frame = [.. GoldenLine.Frame("fragment4-first").Bytes];
        frame.AsSpan(34).Fill(0xFF); // neither a valid UDP length nor anything else valid

        Assert.Equal(ParseError.None, FrameParser.TryParse(frame, out ParsedFrame parsed));
        Assert.Equal((34, ParsedFlags.Ipv4 | ParsedFlags.Fragment), (parsed.L4Offset, parsed.Flags));
    }

    [Fact]
    public void A_first_fragment_too_short_for_its_transport_header_has_none()
    {
        byte[] frame = [.. GoldenLine.Frame("fragment4-first").Bytes];
        _ = new Ipv4Header(frame.AsSpan(14)) { TotalLength = 27 };

        Assert.Equal(ParseError.None, FrameParser.TryParse(frame, out ParsedFrame parsed));
        Assert.Equal((0, 34, ParsedFlags.Ipv4 | ParsedFlags.Fragment), (parsed.L4Offset, parsed.PayloadOffset, parsed.Flags));
    }

    [Fact]
    public void A_routing_header_with_segments_left_ends_the_walk()
    {
        byte[] frame = [.. GoldenLine.Frame("tcp6-all-extensions").Bytes];
        int routing = 54 + 8 + 8;
        frame[routing + 3] = 1;

        Assert.Equal(ParseError.None, FrameParser.TryParse(frame, out ParsedFrame parsed));
        Assert.Equal((0, routing, IpProtocols.Routing), (parsed.L4Offset, parsed.PayloadOffset, parsed.Protocol));
        Assert.Equal(ParsedFlags.Ipv6 | ParsedFlags.IpOptions, parsed.Flags);
    }

    [Theory]
    [InlineData(8, 1, true)]
    [InlineData(9, 1, false)] // too many
    [InlineData(1, 17, true)] // 54 + 136 = 190, within reach
    [InlineData(1, 18, false)] // 54 + 144 = 198: the offsets of a TCP header might not fit a byte
    [InlineData(1, 255, false)]
    public void A_chain_of_extension_headers_is_walked_up_to_a_bound(int headers, int units, bool found)
    {
        byte[] frame = WithDestinationOptions(headers, units);

        Assert.Equal(ParseError.None, FrameParser.TryParse(frame, out ParsedFrame parsed));
        Assert.Equal(found ? 54 + headers * units * 8 : 0, parsed.L4Offset);
        Assert.Equal(found, (parsed.Flags & ParsedFlags.Udp) != 0);
        Assert.Equal(frame.Length, parsed.TotalLength);
        Invariants.Check(ParseError.None, in parsed, frame.Length);
    }

    [Fact]
    public void A_TSO_frame_is_parsed_from_its_first_chunk()
    {
        byte[] head = [.. GoldenLine.Frame("tcp4").Bytes];
        _ = new Ipv4Header(head.AsSpan(14)) { TotalLength = 64_000 };

        Assert.Equal(ParseError.Truncated, FrameParser.TryParse(head, out _));
        Assert.Equal(ParseError.Truncated, FrameParser.TryParse(head, 64_013, out _));
        Assert.Equal(ParseError.None, FrameParser.TryParse(head, 64_014, out ParsedFrame parsed));
        Assert.Equal((64_014, 66), (parsed.TotalLength, parsed.PayloadOffset));
    }

    private static byte[] WithDestinationOptions(int headers, int units)
    {
        byte[] udp = GoldenLine.Frame("udp6").Bytes;
        byte[] extensions = new byte[headers * units * 8];
        for (int n = 0; n < headers; n++)
        {
            extensions[n * units * 8] = n == headers - 1 ? IpProtocols.Udp : IpProtocols.DestinationOptions;
            extensions[n * units * 8 + 1] = (byte)(units - 1);
        }
        byte[] frame = [.. udp[..54], .. extensions, .. udp[54..]];
        _ = new Ipv6Header(frame.AsSpan(14)) { NextHeader = IpProtocols.DestinationOptions, PayloadLength = (ushort)(frame.Length - 54) };
        return frame;
    }
}
