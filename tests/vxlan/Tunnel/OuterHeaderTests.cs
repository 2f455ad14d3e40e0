using System.Net;
using CsCheck;

namespace Falcon.Vxlan.Tests.Tunnel;

public sealed class OuterHeaderTests
{
    private static readonly MacAddress s_source = new(0x0200_0000_0A01), s_nextHop = new(0x0200_0000_0A02);

    private static readonly Gen<IPAddress> s_ipv4 = Gen.Byte.Array[4].Select(bytes => new IPAddress(bytes));
    private static readonly Gen<IPAddress> s_ipv6 =
        Gen.Byte.Array[16].Select(bytes => new IPAddress(bytes)).Where(a => !a.IsIPv4MappedToIPv6);
    private static readonly Gen<(IPAddress Local, IPAddress Remote)> s_pair =
        Gen.OneOf(
            Gen.Select(s_ipv4.Where(IsUnicast), s_ipv4),
            Gen.Select(s_ipv6.Where(IsUnicast), s_ipv6));

    [Fact]
    public void What_was_encapsulated_is_decapsulated_to_the_same_bytes() =>
        Gen.Select(s_pair, Gen.Byte.Array[14, 1500], Gen.UInt[0, VxlanHeader.MaxVni], Gen.UShort, Gen.UShort, Gen.Bool)
            .Sample((pair, inner, vni, sourcePort, port, checksum) =>
            {
                OuterHeader header = new(s_source, s_nextHop, pair.Local, pair.Remote, port, checksum);
                byte[] frame = [.. new byte[header.Length], .. inner];
                header.Write(frame, vni, sourcePort);
                return Decapsulator.TryDecapsulate(frame, port, OuterRules.Strict, out DecapsulatedFrame result) == DecapsulateError.None
                    && frame.AsSpan(result.InnerOffset, result.InnerLength).SequenceEqual(inner)
                    && result.InnerOffset == header.Length && result.Vni == vni
                    && VtepAddress.ToIPAddress(result.Source).Equals(pair.Local)
                    && VtepAddress.ToIPAddress(result.Destination).Equals(pair.Remote);
            }, iter: 20_000);

    [Fact]
    public void A_udp_checksum_is_there_when_asked_for_and_always_on_ipv6() =>
        Gen.Select(s_pair, Gen.Byte.Array[14, 300], Gen.Bool).Sample((pair, inner, asked) =>
        {
            OuterHeader header = new(s_source, s_nextHop, pair.Local, pair.Remote, 4789, asked);
            byte[] frame = [.. new byte[header.Length], .. inner];
            header.Write(frame, 5, 50000);
            FrameParser.TryParse(frame, out ParsedFrame parsed);
            bool present = new UdpHeader(frame.AsSpan(parsed.L4Offset)).Checksum != 0;
            return present == (asked || header.Length == OuterHeader.Ipv6Length) && TransportChecksum.Verify(frame, in parsed);
        }, iter: 5_000);

    [Fact]
    public void A_udp_checksum_that_comes_out_as_zero_is_sent_as_all_ones()
    {
        foreach (IPAddress address in new[] { IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fd99::1") })
        {
            OuterHeader header = new(s_source, s_nextHop, address, address, 4789, udpChecksum: true);
            byte[] frame = new byte[header.Length + 60];
            header.Write(frame, 5, 50000);
            Span<byte> checksum = frame.AsSpan(header.Length - VxlanHeader.Length - UdpHeader.Length + UdpHeader.ChecksumOffset, 2);
            checksum.CopyTo(frame.AsSpan(header.Length)); // now the sum of all words is all ones, and its complement zero

            header.Write(frame, 5, 50000);

            Assert.Equal("FFFF", Convert.ToHexString(checksum));
            Assert.Equal(DecapsulateError.None, Decapsulator.TryDecapsulate(frame, 4789, OuterRules.Strict, out _));
        }
    }

    [Fact]
    public void Any_damage_to_a_checksummed_tunnel_frame_is_noticed() =>
        Gen.Select(s_pair, Gen.Byte.Array[14, 200], Gen.Int[0, 8 * 270]).Sample((pair, inner, bit) =>
        {
            OuterHeader header = new(s_source, s_nextHop, pair.Local, pair.Remote, 4789, udpChecksum: true);
            byte[] frame = [.. new byte[header.Length], .. inner];
            header.Write(frame, 5, 50000);
            int first = header.Length - UdpHeader.Length - VxlanHeader.Length;
            bit = first * 8 + bit % ((frame.Length - first) * 8);
            frame[bit / 8] ^= (byte)(1 << bit % 8);
            return Decapsulator.TryDecapsulate(frame, 4789, OuterRules.Strict, out _) != DecapsulateError.None || IsUnfinished(frame);
        }, iter: 5_000);

    [Fact]
    public void A_checksum_that_no_device_has_finished_is_no_damage() =>
        Gen.Select(s_pair, Gen.Byte.Array[14, 300]).Sample((pair, inner) =>
        {
            OuterHeader header = new(s_source, s_nextHop, pair.Local, pair.Remote, 4789, udpChecksum: false);
            byte[] frame = [.. new byte[header.Length], .. inner];
            header.Write(frame, 5, 50000);
            FrameParser.TryParse(frame, out ParsedFrame outer);
            TrainHeader.Join(frame, outer, VxlanHeader.Length + inner.Length, default);
            return IsUnfinished(frame) && Decapsulator.TryDecapsulate(frame, 4789, OuterRules.Strict, out _) == DecapsulateError.None;
        }, iter: 5_000);

    private static bool IsUnicast(IPAddress address) => VtepAddress.IsUnicast(VtepAddress.ToUInt128(address));

    /// <summary>Whether the UDP checksum is the pseudo header's sum (CHECKSUM_PARTIAL); a flipped bit may cause that by chance.</summary>
    private static bool IsUnfinished(byte[] frame)
    {
        if (FrameParser.TryParse(frame, out ParsedFrame outer) != ParseError.None || (outer.Flags & ParsedFlags.Udp) == 0) return false;
        ReadOnlySpan<byte> addresses =
            (outer.Flags & ParsedFlags.Ipv4) != 0 ? frame.AsSpan(outer.L3Offset + 12, 8) : frame.AsSpan(outer.L3Offset + 8, 32);
        return new UdpHeader(frame.AsSpan(outer.L4Offset)).Checksum
            == InternetChecksum.PseudoHeader(addresses, IpProtocols.Udp, frame.Length - outer.L4Offset);
    }

    [Fact]
    public void Source_ports_fill_the_dynamic_range_evenly()
    {
        int[] hits = new int[65536];
        Random random = new(1);
        for (int n = 0; n < 1_000_000; n++) hits[OuterHeader.SourcePort((uint)random.NextInt64(1L << 32))]++;

        Assert.All(hits[..49152], hit => Assert.Equal(0, hit));
        Assert.All(hits[49152..], hit => Assert.InRange(hit, 20, 130));
        Assert.Equal(49152, OuterHeader.SourcePort(0));
        Assert.InRange(OuterHeader.SourcePort(uint.MaxValue), 49152, 65535);
    }

    [Fact]
    public void Hashes_that_differ_in_low_bits_only_still_get_different_ports() =>
        Assert.Equal(1024, Enumerable.Range(0, 1024).Select(hash => OuterHeader.SourcePort((uint)hash << 2)).Distinct().Count());

    [Fact]
    public void Addresses_of_different_families_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new OuterHeader(s_source, s_nextHop, IPAddress.Loopback, IPAddress.IPv6Loopback, 4789, udpChecksum: false));
        Assert.Contains("127.0.0.1", error.Message, StringComparison.Ordinal);
        Assert.Contains("::1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_without_header_room_or_beyond_64_KiB_is_refused()
    {
        OuterHeader header = new(s_source, s_nextHop, IPAddress.Loopback, IPAddress.Loopback, 4789, udpChecksum: false);
        Assert.Throws<ArgumentOutOfRangeException>(() => header.Write(new byte[49], 1, 50000));
        Assert.Throws<ArgumentOutOfRangeException>(() => header.Write(new byte[14 + 65536], 1, 50000));
        header.Write(new byte[14 + 65535], 1, 50000);
    }

    [Fact]
    public void Packed_addresses_keep_their_family() => Gen.OneOf(s_ipv4, s_ipv6).Sample(address =>
    {
        var packed = VtepAddress.ToUInt128(address);
        return VtepAddress.ToIPAddress(packed).Equals(address) && VtepAddress.IsIpv4(packed) == (address.GetAddressBytes().Length == 4);
    });
}
