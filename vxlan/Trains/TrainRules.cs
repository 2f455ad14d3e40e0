using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>
/// Which frames may travel as one train: the kernel's GRO rules (inet_gro_receive, ipv6_gro_receive, tcp_gro_receive and udp_gro_receive in
/// net/ipv4 and net/ipv6). Checksums are not verified here. Stateless, any thread, no allocation.
/// </summary>
public static class TrainRules
{
    /// <summary>Most bytes of an IP packet, and so of a train after its Ethernet header.</summary>
    public const int LargestPacket = ushort.MaxValue;

    /// <summary>Most datagrams of a UDP train (UDP_MAX_SEGMENTS was 64 before Linux 6.9).</summary>
    public const int MostDatagrams = 64;

    private const TcpFlags Ending = TcpFlags.Fin | TcpFlags.Psh;
    private const TcpFlags Joinable = TcpFlags.Ack | TcpFlags.Ece | Ending;

    /// <summary>
    /// Classifies one frame. Fragments, IP options, extension headers, padding, SYN, RST, CWR and empty segments travel alone. So does URG,
    /// because its pointer counts from its own segment (RFC 9293, section 3.1).
    /// </summary>
    /// <param name="frame">The frame.</param>
    /// <param name="p">The layout that the parser found in it.</param>
    /// <param name="car">The result; default when the frame travels alone.</param>
    public static void Inspect(ReadOnlySpan<byte> frame, in ParsedFrame p, out TrainCar car)
    {
        car = default;
        if (p.L4Offset == 0 || (p.Flags & (ParsedFlags.Fragment | ParsedFlags.IpOptions | ParsedFlags.Vlan)) != 0) return;
        if (p.TotalLength != frame.Length || p.PayloadOffset >= frame.Length) return;
        if ((p.Flags & ParsedFlags.Ipv4) != 0) car.Identification = BinaryPrimitives.ReadUInt16BigEndian(frame[(p.L3Offset + 4)..]);
        car.Payload = frame.Length - p.PayloadOffset;
        if ((p.Flags & ParsedFlags.Tcp) != 0) InspectTcp(frame[p.L4Offset..], ref car);
        else if ((p.Flags & ParsedFlags.Udp) != 0) InspectUdp(frame[p.L4Offset..], ref car);
    }

    /// <summary>Whether two frames with equal header offsets belong to one flow: their headers are equal except for counters.</summary>
    /// <param name="head">The first frame of the train.</param>
    /// <param name="next">The frame that would join.</param>
    /// <param name="p">The layout that the parser found in both.</param>
    public static bool SameFlow(ReadOnlySpan<byte> head, ReadOnlySpan<byte> next, in ParsedFrame p)
    {
        if (!head[..p.L3Offset].SequenceEqual(next[..p.L3Offset])) return false;
        if (!head.Slice(p.L4Offset, 4).SequenceEqual(next.Slice(p.L4Offset, 4))) return false;
        bool network = (p.Flags & ParsedFlags.Ipv4) != 0
            ? SameIpv4(head[p.L3Offset..], next[p.L3Offset..])
            : SameIpv6(head[p.L3Offset..], next[p.L3Offset..]);
        if (!network) return false;
        if ((p.Flags & ParsedFlags.Tcp) != 0) return SameTcp(head[p.L4Offset..p.PayloadOffset], next[p.L4Offset..p.PayloadOffset]);
        return HasChecksum(head[p.L4Offset..]) == HasChecksum(next[p.L4Offset..]);
    }

    private static void InspectTcp(ReadOnlySpan<byte> segment, ref TrainCar car)
    {
        TcpHeader tcp = new(segment);
        if ((tcp.Flags & ~Joinable) != 0 || (tcp.Flags & TcpFlags.Ack) == 0) return;
        car.Kind = TrainKind.Tcp;
        car.EndsTrain = (tcp.Flags & Ending) != 0;
        car.Sequence = tcp.Sequence;
    }

    private static void InspectUdp(ReadOnlySpan<byte> datagram, ref TrainCar car)
    {
        if (new UdpHeader(datagram).DatagramLength == datagram.Length) car.Kind = TrainKind.Udp;
    }

    /// <summary>Type of service, DF, TTL, protocol and addresses.</summary>
    private static bool SameIpv4(ReadOnlySpan<byte> head, ReadOnlySpan<byte> next) =>
        head[1] == next[1] && head.Slice(6, 4).SequenceEqual(next.Slice(6, 4)) && head.Slice(12, 8).SequenceEqual(next.Slice(12, 8));

    /// <summary>Traffic class, flow label, next header, hop limit and addresses.</summary>
    private static bool SameIpv6(ReadOnlySpan<byte> head, ReadOnlySpan<byte> next) =>
        head[..4].SequenceEqual(next[..4]) && head.Slice(6, 34).SequenceEqual(next.Slice(6, 34));

    /// <summary>Acknowledgement, flags that do not end a train, window and options.</summary>
    private static bool SameTcp(ReadOnlySpan<byte> head, ReadOnlySpan<byte> next) =>
        head.Slice(8, 5).SequenceEqual(next.Slice(8, 5))
        && ((head[13] ^ next[13]) & ~(byte)Ending) == 0
        && head.Slice(14, 2).SequenceEqual(next.Slice(14, 2))
        && head[TcpHeader.Length..].SequenceEqual(next[TcpHeader.Length..]);

    private static bool HasChecksum(ReadOnlySpan<byte> datagram) => new UdpHeader(datagram).Checksum != 0;
}
