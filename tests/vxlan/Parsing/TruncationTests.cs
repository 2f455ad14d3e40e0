using Falcon.Vxlan.Tests.Golden;

namespace Falcon.Vxlan.Tests.Parsing;

public sealed class TruncationTests
{
    [Fact]
    public void A_frame_cut_short_at_any_length_is_refused_or_parsed_within_what_is_left()
    {
        foreach (GoldenLine golden in GoldenLine.Frames)
        {
            FrameParser.TryParse(golden.Bytes, out ParsedFrame whole);
            bool ip = (whole.Flags & (ParsedFlags.Ipv4 | ParsedFlags.Ipv6)) != 0;
            for (int length = 0; length < golden.Bytes.Length; length++)
            {
                ParseError error = FrameParser.TryParse(golden.Bytes.AsSpan(0, length), out ParsedFrame parsed);
                Invariants.Check(error, parsed, length);
                if (length < EthernetHeader.Length || ip && length < whole.TotalLength) Assert.Equal(ParseError.Truncated, error);
                if (ip && length >= whole.TotalLength) Assert.Equal(whole, parsed);
            }
        }
    }

    [Fact]
    public void A_tunnelled_frame_cut_short_at_any_length_is_refused_as_truncated()
    {
        foreach (GoldenLine golden in GoldenLine.Vxlan.Where(line => line["error"] == "None"))
        {
            int end = golden.Number("inner") + golden.Number("length");
            for (int length = 0; length < golden.Bytes.Length; length++)
            {
                DecapsulateError error = Decapsulator.TryDecapsulate(
                    golden.Bytes.AsSpan(0, length), 4789, GoldenLine.Lenient,
                    out DecapsulatedFrame result);
                Invariants.Check(error, result, length);
                Assert.Equal(length < end ? DecapsulateError.Truncated : DecapsulateError.None, error);
            }
        }
    }

    [Fact]
    public void A_header_view_over_too_few_bytes_is_an_error()
    {
        byte[] bytes = new byte[64];
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new EthernetHeader(bytes.AsSpan(0, 13)); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new VlanTag(bytes.AsSpan(0, 3)); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new ArpPacket(bytes.AsSpan(0, 27)); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new Ipv4Header(bytes.AsSpan(0, 19)); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new Ipv6Header(bytes.AsSpan(0, 39)); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new IcmpHeader(bytes.AsSpan(0, 7)); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new UdpHeader(bytes.AsSpan(0, 7)); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new TcpHeader(bytes.AsSpan(0, 19)); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new VxlanHeader(bytes.AsSpan(0, 7)); });
    }
}
