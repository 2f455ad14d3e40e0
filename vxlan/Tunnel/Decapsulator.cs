using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>
/// Removes the outer headers of a VXLAN frame (RFC 7348): Ethernet, up to two VLAN tags, IPv4 or IPv6, UDP, VXLAN. Like
/// <see cref="FrameParser"/> it gives a result for any bytes and throws nothing. Stateless, any thread.
/// </summary>
public static class Decapsulator
{
    private const int Ipv4Addresses = 2 * sizeof(uint);

    /// <summary>
    /// Checks the outer headers and finds the inner frame. The IPv4 header checksum must be correct. So must the UDP checksum, unless it is
    /// zero: zero is accepted on IPv4, and on IPv6 if the rules say so (RFC 6936). Bytes after the IP datagram are Ethernet padding and are
    /// ignored.
    /// </summary>
    /// <param name="frame">The outer frame from the destination MAC address on, without FCS.</param>
    /// <param name="vxlanPort">The UDP port that carries VXLAN, usually 4789.</param>
    /// <param name="rules">What to accept beyond the strict rules.</param>
    /// <param name="result">The inner frame; all zero on error.</param>
    public static DecapsulateError TryDecapsulate(
        ReadOnlySpan<byte> frame, ushort vxlanPort, OuterRules rules, out DecapsulatedFrame result)
    {
        result = default;
        int l3 = VlanTags.NetworkOffset(frame);
        if (l3 < 0) return DecapsulateError.Truncated;
        if (l3 != EthernetHeader.Length && (rules & OuterRules.AcceptVlan) == 0 && !IsPriorityTagged(frame, l3))
            return DecapsulateError.OuterVlan;
        return EtherTypes.Before(l3, frame) switch
        {
            EtherTypes.Ipv4 => FromIpv4(frame, l3, vxlanPort, rules, ref result),
            EtherTypes.Ipv6 => FromIpv6(frame, l3, vxlanPort, rules, ref result),
            _ => DecapsulateError.NotIp,
        };
    }

    /// <summary>VLAN ID 0 means a priority without a VLAN (IEEE 802.1Q clause 9.6). The frame counts as untagged.</summary>
    private static bool IsPriorityTagged(ReadOnlySpan<byte> frame, int l3) =>
        l3 == EthernetHeader.Length + VlanTag.Length && new VlanTag(frame[EthernetHeader.Length..]).Identifier == 0;

    private static DecapsulateError FromIpv4(
        ReadOnlySpan<byte> frame, int l3, ushort vxlanPort, OuterRules rules, ref DecapsulatedFrame result)
    {
        if (frame.Length - l3 < Ipv4Header.Length) return DecapsulateError.Truncated;
        Ipv4Header ip = new(frame[l3..]);
        int headerLength = ip.HeaderLength;
        int totalLength = ip.TotalLength;
        if (ip.Version != 4 || headerLength < Ipv4Header.Length || totalLength < headerLength) return DecapsulateError.BadIpHeader;
        if (totalLength > frame.Length - l3) return DecapsulateError.Truncated;
        if (InternetChecksum.Sum(frame.Slice(l3, headerLength)) != 0xFFFF) return DecapsulateError.BadOuterChecksum;
        if ((ip.FlagsAndOffset & (Ipv4Header.MoreFragments | Ipv4Header.OffsetMask)) != 0) return DecapsulateError.Fragment;
        if (ip.Protocol != IpProtocols.Udp) return DecapsulateError.NotUdp;

        ReadOnlySpan<byte> datagram = frame[..(l3 + totalLength)];
        UInt128 source = VtepAddress.FromIpv4(ip.Source);
        if (!VtepAddress.IsUnicast(source)) return DecapsulateError.MartianSource;
        DecapsulateError error = FromUdp(datagram, l3 + headerLength, frame.Slice(l3 + 12, 8), vxlanPort, rules, ref result);
        if (error != DecapsulateError.None) return error;
        result.TrafficClass = ip.TrafficClass;
        result.Source = source;
        result.Destination = VtepAddress.FromIpv4(ip.Destination);
        return DecapsulateError.None;
    }

    private static DecapsulateError FromIpv6(
        ReadOnlySpan<byte> frame, int l3, ushort vxlanPort, OuterRules rules, ref DecapsulatedFrame result)
    {
        if (frame.Length - l3 < Ipv6Header.Length) return DecapsulateError.Truncated;
        Ipv6Header ip = new(frame[l3..]);
        int totalLength = Ipv6Header.Length + ip.PayloadLength;
        UInt128 source = ip.Source, destination = ip.Destination;
        // An IPv4-mapped address on the wire is a forgery (RFC 4291 section 2.5.5.2): it would look like an IPv4 VTEP.
        if (ip.Version != 6 || VtepAddress.IsIpv4(destination)) return DecapsulateError.BadIpHeader;
        if (totalLength > frame.Length - l3) return DecapsulateError.Truncated;
        if (VtepAddress.IsIpv4(source) || !VtepAddress.IsUnicast(source)) return DecapsulateError.MartianSource;

        ReadOnlySpan<byte> datagram = frame[..(l3 + totalLength)];
        Ipv6Extensions walk = new(ip.NextHeader, l3 + Ipv6Header.Length);
        if (!walk.TryWalk(datagram, datagram.Length)) return DecapsulateError.Truncated;
        if (walk.Fragment) return DecapsulateError.Fragment;
        if (walk.NextHeader != IpProtocols.Udp) return DecapsulateError.NotUdp;

        DecapsulateError error = FromUdp(datagram, walk.Offset, frame.Slice(l3 + 8, 32), vxlanPort, rules, ref result);
        if (error != DecapsulateError.None) return error;
        result.TrafficClass = ip.TrafficClass;
        result.Source = source;
        result.Destination = destination;
        return DecapsulateError.None;
    }

    /// <summary>Sets the fields of the inner frame; none of them on an error.</summary>
    private static DecapsulateError FromUdp(
        ReadOnlySpan<byte> datagram, int l4, ReadOnlySpan<byte> addresses, ushort vxlanPort, OuterRules rules, ref DecapsulatedFrame result)
    {
        if (datagram.Length - l4 < UdpHeader.Length) return DecapsulateError.BadUdpLength;
        UdpHeader udp = new(datagram[l4..]);
        int length = udp.DatagramLength;
        if (length < UdpHeader.Length || length > datagram.Length - l4) return DecapsulateError.BadUdpLength;
        if (udp.DestinationPort != vxlanPort) return DecapsulateError.WrongPort;
        if (udp.Checksum != 0)
        {
            if (!IsIntact(datagram.Slice(l4, length), udp.Checksum, addresses)) return DecapsulateError.BadOuterChecksum;
        }
        else if (addresses.Length != Ipv4Addresses && (rules & OuterRules.AcceptIpv6ZeroChecksum) == 0)
        {
            return DecapsulateError.ZeroChecksum;
        }

        if (length < UdpHeader.Length + VxlanHeader.Length) return DecapsulateError.InnerTruncated;
        VxlanHeader vxlan = new(datagram[(l4 + UdpHeader.Length)..]);
        if (!vxlan.CarriesEthernet) return DecapsulateError.BadFlags;
        if (vxlan.HasReservedBits && (rules & OuterRules.IgnoreReservedBits) == 0) return DecapsulateError.BadFlags;
        int innerLength = length - UdpHeader.Length - VxlanHeader.Length;
        if (innerLength < EthernetHeader.Length) return DecapsulateError.InnerTruncated;

        result.InnerOffset = l4 + UdpHeader.Length + VxlanHeader.Length;
        result.InnerLength = innerLength;
        result.Vni = vxlan.Vni;
        return DecapsulateError.None;
    }

    /// <summary>
    /// A checksum that equals the pseudo header's sum is partial: a device should have completed it (CHECKSUM_PARTIAL in
    /// include/linux/skbuff.h). The sender is on this machine, for example behind a veth. Then there is nothing to verify, as in the
    /// kernel's own receiver.
    /// </summary>
    private static bool IsIntact(ReadOnlySpan<byte> udp, ushort checksum, ReadOnlySpan<byte> addresses)
    {
        ushort pseudoHeader = InternetChecksum.PseudoHeader(addresses, IpProtocols.Udp, udp.Length);
        return checksum == pseudoHeader || InternetChecksum.Sum(udp, pseudoHeader) == 0xFFFF || IsIntactOnceCompleted(udp, pseudoHeader);
    }

    /// <summary>
    /// When the inner checksum is partial, the kernel computes the outer one as if the inner one were complete (lco_csum in
    /// include/linux/skbuff.h, "Local Checksum Offload" in Documentation/networking/checksum-offloads.rst). A complete segment sums up to
    /// the complement of its pseudo header's sum, whatever it carries. So its bytes need not be read.
    /// </summary>
    private static bool IsIntactOnceCompleted(ReadOnlySpan<byte> udp, ushort pseudoHeader)
    {
        const int InnerOffset = UdpHeader.Length + VxlanHeader.Length;
        if (udp.Length < InnerOffset) return false;
        ReadOnlySpan<byte> inner = udp[InnerOffset..];
        if (FrameParser.TryParse(inner, out ParsedFrame p) != ParseError.None || p.TotalLength != inner.Length) return false;
        if (!TransportChecksum.IsPartial(inner, p)) return false;
        ushort before = InternetChecksum.Sum(udp[..(InnerOffset + p.L4Offset)], pseudoHeader);
        ushort segment = (ushort)~BinaryPrimitives.ReadUInt16BigEndian(inner[(p.L4Offset + TransportChecksum.ChecksumField(p))..]);
        return InternetChecksum.Add(before, segment) == 0xFFFF;
    }
}
