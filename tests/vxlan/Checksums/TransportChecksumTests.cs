using CsCheck;
using Falcon.Vxlan.Tests.Golden;

namespace Falcon.Vxlan.Tests.Checksums;

public sealed class TransportChecksumTests
{
    private static readonly string[] s_whole =
        ["tcp4", "udp4", "udp4-odd-payload", "icmp4-echo", "tcp6", "udp6", "icmp6-echo", "vlan-tcp4", "qinq-udp6", "tcp6-all-extensions"];

    [Fact]
    public void Any_flipped_bit_of_the_segment_is_noticed()
    {
        foreach (string name in s_whole)
        {
            byte[] frame = [.. GoldenLine.Frame(name).Bytes];
            FrameParser.TryParse(frame, out ParsedFrame parsed);
            int udpLength = (parsed.Flags & ParsedFlags.Udp) != 0 ? parsed.L4Offset + 4 : -1; // a changed length is not tested here
            for (int bit = parsed.L4Offset * 8; bit < parsed.TotalLength * 8; bit++)
            {
                if (bit / 8 == udpLength || bit / 8 == udpLength + 1) continue;
                frame[bit / 8] ^= (byte)(1 << bit % 8);
                Assert.False(TransportChecksum.Verify(frame, in parsed), $"{name}, bit {bit}");
                frame[bit / 8] ^= (byte)(1 << bit % 8);
            }
            Assert.True(TransportChecksum.Verify(frame, in parsed));
        }
    }

    [Fact]
    public void A_partial_checksum_of_a_container_is_completed_to_the_full_one()
    {
        foreach (string name in s_whole)
        {
            byte[] frame = [.. GoldenLine.Frame(name).Bytes];
            FrameParser.TryParse(frame, out ParsedFrame parsed);
            int field = (parsed.Flags & ParsedFlags.Tcp) != 0 ? 16 : (parsed.Flags & ParsedFlags.Udp) != 0 ? 6 : 2;
            WritePseudoHeaderSum(frame, in parsed, field);

            Assert.True(TransportChecksum.Complete(frame.AsSpan(0, parsed.TotalLength), parsed.L4Offset, field));

            Assert.Equal(GoldenLine.Frame(name).Bytes, frame);
        }
    }

    [Fact]
    public void A_udp_checksum_that_comes_out_as_zero_is_sent_as_all_ones()
    {
        byte[] frame = [.. GoldenLine.Frame("udp4").Bytes];
        FrameParser.TryParse(frame, out ParsedFrame parsed);
        // Put the checksum itself into the payload: the sum is then all ones and its complement zero.
        frame.AsSpan(parsed.PayloadOffset, 2).Clear();
        TransportChecksum.Fill(frame, in parsed);
        frame.AsSpan(parsed.L4Offset + 6, 2).CopyTo(frame.AsSpan(parsed.PayloadOffset));

        TransportChecksum.Fill(frame, in parsed);
        Assert.Equal(0xFFFF, new UdpHeader(frame.AsSpan(parsed.L4Offset)).Checksum);
        Assert.True(TransportChecksum.Verify(frame, in parsed));

        WritePseudoHeaderSum(frame, in parsed, 6);
        Assert.True(TransportChecksum.Complete(frame, parsed.L4Offset, 6));
        Assert.Equal(0xFFFF, new UdpHeader(frame.AsSpan(parsed.L4Offset)).Checksum);
    }

    [Fact]
    public void Bytes_between_the_udp_length_and_the_ip_length_are_not_summed() =>
        Gen.Byte.Array[1, 40].Sample(rest =>
        {
            byte[] frame = [.. GoldenLine.Frame("udp4").Bytes, .. rest];
            Ipv4Header ip = new(frame.AsSpan(14));
            ip.TotalLength += (ushort)rest.Length;
            return FrameParser.TryParse(frame, out ParsedFrame parsed) == ParseError.None
                && parsed.TotalLength == frame.Length && TransportChecksum.Verify(frame, in parsed);
        });

    [Fact]
    public void A_result_that_is_not_of_this_frame_is_an_error_not_a_stray_read()
    {
        byte[] frame = GoldenLine.Frame("tcp4").Bytes;
        FrameParser.TryParse(frame, out ParsedFrame parsed);
        Assert.Throws<ArgumentOutOfRangeException>(() => TransportChecksum.Verify(frame.AsSpan(0, 60), in parsed));
        Assert.Throws<ArgumentOutOfRangeException>(() => TransportChecksum.Fill(frame.AsSpan(0, 60), in parsed));
    }

    /// <summary>What a container's kernel leaves in the checksum field when it offloads: the sum over the pseudo header only.</summary>
    private static void WritePseudoHeaderSum(byte[] frame, in ParsedFrame p, int field)
    {
        bool ipv4 = (p.Flags & ParsedFlags.Ipv4) != 0;
        bool none = ipv4 && (p.Flags & ParsedFlags.Icmp) != 0;
        ReadOnlySpan<byte> addresses = ipv4 ? frame.AsSpan(p.L3Offset + 12, 8) : frame.AsSpan(p.L3Offset + 8, 32);
        ushort sum = none ? (ushort)0 : InternetChecksum.PseudoHeader(addresses, p.Protocol, p.TotalLength - p.L4Offset);
        (frame[p.L4Offset + field], frame[p.L4Offset + field + 1]) = ((byte)(sum >> 8), (byte)sum);
    }
}
