using System.Buffers.Binary;
using System.Net;
using CsCheck;
using Falcon.Testing.Frames;
using Falcon.Vxlan.Tests.Golden;

namespace Falcon.Vxlan.Tests.Checksums;

/// <summary>Checksums that a sender has left to a device, as they come out of a veth with offloads.</summary>
public sealed class PartialChecksumTests
{
    private static readonly Gen<Segment> s_segment =
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Byte.Array[0, 300], Gen.Byte.Array[16, 16], Gen.UShort).Select(
            (ipv6, tcp, payload, from, port) => new Segment
            {
                Ipv6 = ipv6,
                Tcp = tcp,
                Payload = payload,
                From = ipv6 ? from : from[..4],
                FromPort = port
            });

    [Fact]
    public void A_field_with_the_pseudo_headers_sum_is_partial_and_completing_it_gives_the_whole_checksum() => s_segment.Sample(segment =>
    {
        byte[] whole = segment.Build(), frame = Partial(segment, out ParsedFrame parsed, out int field);
        Assert.True(TransportChecksum.IsPartial(frame, parsed));
        byte[] filled = [.. frame];
        TransportChecksum.Fill(filled, parsed);
        Assert.Equal(whole, filled);
        Assert.True(TransportChecksum.Complete(frame, parsed.L4Offset, field));
        Assert.Equal(whole, frame);
    });

    /// <summary>A whole checksum that equals the pseudo header's sum by chance stays right: completing is idempotent.</summary>
    [Fact]
    public void A_whole_checksum_that_looks_partial_is_completed_to_itself() =>
        s_segment.Where(segment => segment.Payload.Length >= 2).Sample(segment =>
        {
            byte[] frame = Partial(segment, out ParsedFrame parsed, out int field);
            ushort pseudo = BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(parsed.L4Offset + field));
            Span<byte> word = frame.AsSpan(parsed.PayloadOffset, 2);
            word.Clear(); // then what makes the right checksum that value
            ushort rest = InternetChecksum.Sum(frame.AsSpan(parsed.L4Offset), pseudo);
            BinaryPrimitives.WriteUInt16BigEndian(word, (ushort)~rest);
            Assert.True(TransportChecksum.Verify(frame, parsed) && TransportChecksum.IsPartial(frame, parsed));

            byte[] completed = [.. frame];
            TransportChecksum.Complete(completed, parsed.L4Offset, field);
            Assert.Equal(frame, completed);
        });

    [Fact]
    public void What_is_whole_or_wrong_is_hardly_ever_partial()
    {
        int looks = 0;
        s_segment.Sample(segment =>
        {
            foreach (ushort damage in (ushort[])[0, 1, 0x8000])
            {
                byte[] frame = (segment with { Damage = damage }).Build();
                FrameParser.TryParse(frame, out ParsedFrame parsed);
                if (TransportChecksum.IsPartial(frame, parsed)) Interlocked.Increment(ref looks);
            }
        }, iter: 20_000);
        Assert.InRange(looks, 0, 10);
    }

    [Fact]
    public void Only_tcp_and_udp_have_one_and_a_datagram_without_a_checksum_has_none()
    {
        foreach (GoldenLine golden in GoldenLine.Frames)
        {
            FrameParser.TryParse(golden.Bytes, out ParsedFrame parsed);
            Assert.False(TransportChecksum.IsPartial(golden.Bytes, parsed));
        }

        byte[] datagram = new Segment { HasChecksum = false, Payload = new byte[9] }.Build();
        FrameParser.TryParse(datagram, out ParsedFrame udp);
        Assert.False(TransportChecksum.IsPartial(datagram, udp));
    }

    /// <summary>The outer checksum of local checksum offload is right for the completed inner frame.</summary>
    [Fact]
    public void An_outer_checksum_over_an_unfinished_inner_one_is_accepted() => Gen.Select(s_segment, Gen.Bool).Sample((segment, ipv6) =>
    {
        byte[] frame = Offloaded(segment, ipv6);
        Assert.Equal(DecapsulateError.None, Decapsulator.TryDecapsulate(frame, 4789, OuterRules.Strict, out DecapsulatedFrame result));
        Assert.Equal(segment.Build().Length, result.InnerLength);
    });

    [Fact]
    public void Damage_in_front_of_the_inner_segment_is_noticed() =>
        Gen.Select(s_segment, Gen.Bool, Gen.Int[0, 7], Gen.Int[0, 1000]).Sample((segment, ipv6, bit, at) =>
        {
            byte[] frame = Offloaded(segment, ipv6);
            int udp = ipv6 ? 54 : 34, l4 = udp + 16 + segment.Headers - (segment.Tcp ? 20 : 8);
            frame[udp + 8 + at % (l4 - udp - 8)] ^= (byte)(1 << bit);
            Assert.NotEqual(DecapsulateError.None, Decapsulator.TryDecapsulate(frame, 4789, OuterRules.Strict, out _));
        });

    private static byte[] Offloaded(Segment segment, bool ipv6)
    {
        IPAddress local = IPAddress.Parse(ipv6 ? "fd99::1" : "10.0.0.1"), remote = IPAddress.Parse(ipv6 ? "fd99::2" : "10.0.0.2");
        OuterHeader header = new(new(1), new(2), local, remote, 4789, udpChecksum: true);
        byte[] frame = [.. new byte[header.Length], .. segment.Build()];
        header.Write(frame, 100, 50_000);
        Partial(segment, out _, out _).CopyTo(frame.AsSpan(header.Length));
        return frame;
    }

    private static byte[] Partial(Segment segment, out ParsedFrame parsed, out int field)
    {
        byte[] frame = segment.BuildPartial();
        FrameParser.TryParse(frame, out parsed);
        field = segment.Tcp ? 16 : 6;
        return frame;
    }
}
