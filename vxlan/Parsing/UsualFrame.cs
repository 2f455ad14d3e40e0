using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>
/// A fast path for nearly all frames: TCP or UDP over IPv4 without VLAN tags, options or fragments. Their offsets are constants, and
/// reading without header views saves a nanosecond or two. The result is what <see cref="FrameParser"/> would give. It leaves unusual and
/// wrong frames to the others.
/// </summary>
internal static class UsualFrame
{
    private const int Ip = EthernetHeader.Length;
    private const int Transport = Ip + Ipv4Header.Length;
    private const int Least = Transport + TcpHeader.Length;

    /// <summary>EtherType, version and header length: the 24 bits around the end of the Ethernet header.</summary>
    private const uint Ipv4WithoutOptions = EtherTypes.Ipv4 << 8 | 0x45;

    /// <summary>Fills in the layout; all fields must be zero before.</summary>
    /// <param name="head">The beginning of the frame.</param>
    /// <param name="frameLength">Bytes of the whole frame, at least those of <paramref name="head"/>.</param>
    /// <param name="parsed">The layout; unchanged when the frame is not usual.</param>
    internal static bool TryParse(ReadOnlySpan<byte> head, int frameLength, ref ParsedFrame parsed)
    {
        if (head.Length < Least) return false;
        uint kind = BinaryPrimitives.ReadUInt32BigEndian(head[(Ip - sizeof(ushort))..]) >> 8;
        const int FragmentBits = Ipv4Header.MoreFragments | Ipv4Header.OffsetMask;
        int fragment = BinaryPrimitives.ReadUInt16BigEndian(head[(Ip + Ipv4Header.FlagsOffset)..]) & FragmentBits;
        int end = Ip + BinaryPrimitives.ReadUInt16BigEndian(head[(Ip + Ipv4Header.TotalLengthOffset)..]);
        if (kind != Ipv4WithoutOptions || fragment != 0 || end > frameLength) return false;

        byte protocol = head[Ip + Ipv4Header.ProtocolOffset];
        int payload = protocol switch
        {
            IpProtocols.Udp => BehindUdp(head, end),
            IpProtocols.Tcp => BehindTcp(head, end),
            _ => 0,
        };
        if (payload == 0) return false;

        parsed.EtherType = EtherTypes.Ipv4;
        parsed.L3Offset = Ip;
        parsed.L4Offset = Transport;
        parsed.PayloadOffset = (byte)payload;
        parsed.Protocol = protocol;
        parsed.Flags = ParsedFlags.Ipv4 | (protocol == IpProtocols.Udp ? ParsedFlags.Udp : ParsedFlags.Tcp);
        parsed.TotalLength = end;
        return true;
    }

    private static int BehindUdp(ReadOnlySpan<byte> head, int end)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(head[(Transport + UdpHeader.LengthOffset)..]);
        return length < UdpHeader.Length || Transport + length > end ? 0 : Transport + UdpHeader.Length;
    }

    private static int BehindTcp(ReadOnlySpan<byte> head, int end)
    {
        int payload = Transport + (head[Transport + TcpHeader.DataOffset] >> 4 << 2);
        return payload < Least || payload > Math.Min(end, head.Length) ? 0 : payload;
    }
}
