using System.Net;
using Falcon.Vxlan.Tests.Golden;

namespace Falcon.Vxlan.Tests.Tunnel;

public sealed class GoldenVxlanTests
{
    private static readonly MacAddress s_source = MacAddress.Parse("02:00:00:00:0a:01");
    private static readonly MacAddress s_nextHop = MacAddress.Parse("02:00:00:00:0a:02");

    public static TheoryData<string> Tunnelled => GoldenLine.Names(GoldenLine.Vxlan);

    public static TheoryData<string> Outer => GoldenLine.Names(GoldenLine.Outer);

    [Theory]
    [MemberData(nameof(Tunnelled))]
    public void A_tunnelled_frame_by_scapy_is_unwrapped_or_refused_with_its_reason(string name)
    {
        GoldenLine golden = GoldenLine.Vxlan.Single(line => line.Name == name);

        DecapsulateError error = Decapsulator.TryDecapsulate(golden.Bytes, 4789, GoldenLine.Lenient, out DecapsulatedFrame result);

        Assert.Equal(Enum.Parse<DecapsulateError>(golden["error"]), error);
        Assert.Equal((golden.Number("inner"), golden.Number("length")), (result.InnerOffset, result.InnerLength));
        Assert.Equal((uint)golden.Number("vni"), result.Vni);
        if (error != DecapsulateError.None) return;
        Assert.Equal(IPAddress.Parse(golden["source"]), VtepAddress.ToIPAddress(result.Source));
        Assert.Equal(IPAddress.Parse(golden["destination"]), VtepAddress.ToIPAddress(result.Destination));
    }

    [Theory]
    [MemberData(nameof(Tunnelled))]
    public void Strict_rules_refuse_more_and_say_why(string name)
    {
        GoldenLine golden = GoldenLine.Vxlan.Single(line => line.Name == name);

        DecapsulateError error = Decapsulator.TryDecapsulate(golden.Bytes, 4789, OuterRules.Strict, out DecapsulatedFrame result);

        Assert.Equal(Enum.Parse<DecapsulateError>(golden["strict"]), error);
        if (error != DecapsulateError.None) Assert.Equal(default, result);
    }

    [Theory]
    [InlineData(OuterRules.AcceptVlan, DecapsulateError.OuterVlan)]
    [InlineData(OuterRules.AcceptIpv6ZeroChecksum, DecapsulateError.ZeroChecksum)]
    [InlineData(OuterRules.IgnoreReservedBits, DecapsulateError.BadFlags)]
    public void Each_rule_is_about_one_thing(OuterRules rule, DecapsulateError about)
    {
        DecapsulateError WithRule(GoldenLine golden) => Decapsulator.TryDecapsulate(golden.Bytes, 4789, rule, out _);

        GoldenLine[] refused = [.. GoldenLine.Vxlan.Where(golden => golden["error"] == "None" && golden["strict"] != "None")];
        Assert.Contains(refused, golden => WithRule(golden) == DecapsulateError.None);
        Assert.All(
            refused,
            golden => Assert.Equal(
                Enum.Parse<DecapsulateError>(golden["strict"]) == about,
                WithRule(golden) == DecapsulateError.None));
    }

    [Theory]
    [MemberData(nameof(Outer))]
    public void The_outer_header_is_byte_for_byte_what_scapy_builds(string name)
    {
        GoldenLine golden = GoldenLine.Outer.Single(line => line.Name == name);
        OuterHeader header = new(
            s_source, s_nextHop, IPAddress.Parse(golden["local"]), IPAddress.Parse(golden["remote"]), 4789, golden["checksum"] == "True",
            dscp: golden["dscp"] == "inherit" ? null : (byte)golden.Number("dscp"));
        byte[] frame = [.. golden.Bytes];
        frame.AsSpan(0, header.Length).Fill(0xEE);

        header.Write(frame, 0x123456, 51234, (byte)golden.Number("class"));

        Assert.Equal(Convert.ToHexString(golden.Bytes), Convert.ToHexString(frame));
    }
}
