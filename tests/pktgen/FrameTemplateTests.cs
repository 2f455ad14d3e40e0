using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using CsCheck;

namespace Falcon.Pktgen.Tests;

public sealed class FrameTemplateTests
{
    private const int SecondFrom = 30000;
    private static readonly PhysicalAddress s_secondMac = PhysicalAddress.Parse("02:00:00:00:00:03");
    private static readonly IPAddress s_second4 = IPAddress.Parse("10.7.8.9");
    private static readonly IPAddress s_second6 = IPAddress.Parse("fd00:abcd::3");
    private static readonly FrameEndpoints s_ipv4 = Endpoints("10.1.2.3", "10.4.5.6");
    private static readonly FrameEndpoints s_ipv6 = Endpoints("fd00::1", "fd00:abcd::2");

    public static TheoryData<bool, bool?, int> Shapes => new()
    {
        { false, null, 60 }, { true, null, 80 }, { false, false, 110 }, { true, false, 130 }, { false, true, 130 }, { true, true, 150 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_shortest_frame_has_18_bytes_of_payload(bool innerIpv6, bool? outerIpv6, int bytes) =>
        Assert.Equal(bytes, Template(innerIpv6, outerIpv6, FrameLengths.Fixed).Lengths.Longest);

    // RFC 1071: the sum over everything that a valid checksum covers, including the checksum, is 0xFFFF.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void All_checksums_and_lengths_hold_for_every_frame(bool innerIpv6, bool? outerIpv6, int bytes)
    {
        FrameTemplate template = Template(innerIpv6, outerIpv6, FrameLengths.Imix);
        Gen.Select(Gen.UShort[0, 60000], Gen.ULong[0, PayloadHeader.MaxSequence], Gen.ULong).Sample((flow, sequence, time) =>
        {
            byte[] frame = new byte[template.Lengths.Longest];
            int length = template.Write(frame, new PayloadHeader(flow, sequence, time));
            Assert.InRange(length, bytes, 1514);
            CheckDatagram(frame.AsSpan(template.OuterLength, length - template.OuterLength), (ushort)(1024 + flow), 9, zeroChecksum: false);
            ReadOnlySpan<byte> inner = frame.AsSpan(template.OuterLength);
            Assert.Equal(flow >= SecondFrom, inner.StartsWith(s_secondMac.GetAddressBytes()));
            Assert.Equal(
                flow >= SecondFrom, inner[(innerIpv6 ? 38 : 30)..].StartsWith((innerIpv6 ? s_second6 : s_second4).GetAddressBytes()));
            if (outerIpv6 is not null)
                CheckDatagram(frame.AsSpan(0, length), FrameTemplate.OuterPort((ushort)(1024 + flow)), 4789, zeroChecksum: true);
            Assert.True(PayloadHeader.TryRead(frame.AsSpan(template.HeaderLength, PayloadHeader.Size), out PayloadHeader payload));
            Assert.Equal(new PayloadHeader(flow, sequence, time), payload);
        });
    }

    [Fact]
    public void The_mix_is_7_to_4_to_1_for_every_flow()
    {
        var lengths = FrameLengths.Imix(60);
        for (ushort flow = 0; flow < 24; flow++)
        {
            int[] seen = [.. Enumerable.Range(100, 12).Select(sequence => lengths[flow, (ulong)sequence]).Order()];
            Assert.Equal([60, 60, 60, 60, 60, 60, 60, 566, 566, 566, 566, 1514], seen);
        }
    }

    [Fact]
    public void Outer_ports_are_of_the_dynamic_range_and_differ()
    {
        int[] ports = [.. Enumerable.Range(1024, 64).Select(port => (int)FrameTemplate.OuterPort((ushort)port))];
        Assert.All(ports, port => Assert.InRange(port, 49152, 65535));
        Assert.Equal(64, ports.Distinct().Count());
    }

    [Fact]
    public void Two_address_families_in_one_header_are_refused() => Assert.Throws<ArgumentException>(
        () => new FrameTemplate(new FrameSpecification(Endpoints("10.0.0.1", "fd00::1"), 9), FrameLengths.Fixed));

    [Fact]
    public void A_frame_too_short_for_its_headers_is_refused() => Assert.Throws<ArgumentException>(
        () => new FrameTemplate(new FrameSpecification(s_ipv4, 9), shortest => FrameLengths.Fixed(shortest - 1)));

    private static void CheckDatagram(ReadOnlySpan<byte> frame, ushort source, ushort destination, bool zeroChecksum)
    {
        bool ipv6 = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) == 0x86DD;
        ReadOnlySpan<byte> ip = frame[14..];
        ReadOnlySpan<byte> udp = ip[(ipv6 ? 40 : 20)..];
        if (!ipv6)
        {
            Assert.Equal(0xFFFF, Sum(ip[..20]));
            Assert.Equal(ip.Length, BinaryPrimitives.ReadUInt16BigEndian(ip[2..]));
        }
        else
        {
            Assert.Equal(udp.Length, BinaryPrimitives.ReadUInt16BigEndian(ip[4..]));
        }

        Assert.Equal(source, BinaryPrimitives.ReadUInt16BigEndian(udp));
        Assert.Equal(destination, BinaryPrimitives.ReadUInt16BigEndian(udp[2..]));
        Assert.Equal(udp.Length, BinaryPrimitives.ReadUInt16BigEndian(udp[4..]));
        if (zeroChecksum)
        {
            Assert.Equal(0, BinaryPrimitives.ReadUInt16BigEndian(udp[6..]));
            return;
        }

        Assert.NotEqual(0, BinaryPrimitives.ReadUInt16BigEndian(udp[6..]));
        byte[] covered = [.. ipv6 ? ip[8..40] : ip[12..20], 0, 17, (byte)(udp.Length >> 8), (byte)udp.Length, .. udp];
        Assert.Equal(0xFFFF, Sum(covered));
    }

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        int sum = 0;
        for (int i = 0; i < bytes.Length; i++)
            sum += i % 2 == 0 ? bytes[i] << 8 : bytes[i];
        while (sum > 0xFFFF)
            sum = (sum & 0xFFFF) + (sum >> 16);
        return sum;
    }

    // Half of the flows go to a second target, so that both are tested.
    private static FrameTemplate Template(bool innerIpv6, bool? outerIpv6, Func<int, FrameLengths> lengths) => new(
        new FrameSpecification(innerIpv6 ? s_ipv6 : s_ipv4, 9, 1024,
            outerIpv6 is { } outer ? new VxlanSpecification(outer ? s_ipv6 : s_ipv4, 0xABCDEF) : null,
            new SecondTarget(s_secondMac, innerIpv6 ? s_second6 : s_second4, SecondFrom)), lengths);

    private static FrameEndpoints Endpoints(string from, string to) =>
        new(
            PhysicalAddress.Parse("02:00:00:00:00:01"), PhysicalAddress.Parse("02:00:00:00:00:02"), IPAddress.Parse(from),
            IPAddress.Parse(to));
}
