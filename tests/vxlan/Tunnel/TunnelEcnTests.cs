using Falcon.Vxlan.Tests.Golden;

namespace Falcon.Vxlan.Tests.Tunnel;

public sealed class TunnelEcnTests
{
    public static TheoryData<string> Merged => GoldenLine.Names(GoldenLine.Ecn);

    /// <summary>Packets before and after, by scapy, for each pair of inner and outer field of RFC 6040, figure 4.</summary>
    [Theory]
    [MemberData(nameof(Merged))]
    public void An_outer_mark_reaches_the_inner_packet_as_figure_4_says(string name)
    {
        GoldenLine golden = GoldenLine.Ecn.Single(line => line.Name == name);
        byte[] frame = [.. golden.Bytes];
        FrameParser.TryParse(frame, out ParsedFrame parsed);

        bool kept = TunnelEcn.TryMerge(frame, parsed, (byte)golden.Number("outer"));

        Assert.Equal(golden["after"] != "dropped", kept);
        Assert.Equal(
            kept ? golden["after"] : Convert.ToHexString(golden.Bytes).ToLowerInvariant(),
            Convert.ToHexString(frame).ToLowerInvariant());
    }

    [Fact]
    public void All_sixteen_pairs_are_there_for_both_families()
    {
        foreach (string family in (string[])["ipv4", "ipv6"])
            Assert.Equal(16, GoldenLine.Ecn.Count(line => line.Name.StartsWith($"{family}-", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_wrong_header_checksum_stays_wrong()
    {
        byte[] frame = [.. GoldenLine.Ecn.Single(line => line.Name == "ipv4-2-3").Bytes];
        frame[14 + 10] ^= 0x40;
        ushort wrong = InternetChecksum.Sum(frame.AsSpan(14, 20));
        FrameParser.TryParse(frame, out ParsedFrame parsed);
        Assert.True(TunnelEcn.TryMerge(frame, parsed, 3));
        Assert.NotEqual(0xFFFF, wrong);
        Assert.Equal(wrong, InternetChecksum.Sum(frame.AsSpan(14, 20)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)] // like the kernel's VXLAN: congestion before the tunnel is not the tunnel's
    [InlineData(0xB8, 0)]
    [InlineData(0xBA, 2)]
    public void The_inner_field_goes_out(byte inner, byte outer) => Assert.Equal(outer, TunnelEcn.Outer(inner));

    [Fact]
    public void The_traffic_class_of_ipv6_is_written_between_version_and_flow_label()
    {
        byte[] packet = new byte[40];
        Ipv6Header header = new(packet.AsSpan()) { VersionClassLabel = 0x6ABF_FFFF };
        Assert.Equal((0xAB, 0xAB), (header.TrafficClass, IpTrafficClass.Read(packet)));
        IpTrafficClass.Write(packet, 0x5A);
        Assert.Equal(0x65AF_FFFFu, header.VersionClassLabel);
        header.TrafficClass = 0xC1;
        Assert.Equal(0x6C1F_FFFFu, header.VersionClassLabel);
    }
}
