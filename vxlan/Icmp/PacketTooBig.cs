using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>
/// Makes the answer to a packet that does not fit a tunnel: ICMP fragmentation needed (RFC 1191, section 4) or ICMPv6 packet too big (RFC
/// 4443, section 3.2). A bridge has no address. Like the kernel's tunnels, it answers from the address of the packet's destination.
/// Stateless, any thread, no allocation.
/// </summary>
public static class PacketTooBig
{
    /// <summary>Bytes of the largest answer.</summary>
    public const int LargestAnswer = EthernetHeader.Length + Ipv6Header.Length + IcmpHeader.Length + Quoted;

    /// <summary>Bytes of the packet that the answer quotes: the largest headers, and enough payload to find the connection.</summary>
    private const int Quoted = 128;

    private const byte IcmpUnreachable = 3;
    private const byte FragmentationNeeded = 4;
    private const byte Icmp6TooBig = 2;
    private const byte Icmp6FirstInformational = 128;

    /// <summary>Writes the answer.</summary>
    /// <param name="frame">The frame that is too large.</param>
    /// <param name="p">The layout that <see cref="FrameParser"/> found in it.</param>
    /// <param name="mtu">Bytes of the largest IP packet that fits.</param>
    /// <param name="answer">Room of <see cref="LargestAnswer"/> bytes.</param>
    /// <returns>
    /// The answer's length. 0 when no answer may be sent (RFC 1122, section 3.2.2; RFC 4443, section 2.4): the packet is not IP, is IPv4
    /// without DF, is a later fragment, has a group address as source or destination, or is itself an ICMP error.
    /// </returns>
    public static int Write(ReadOnlySpan<byte> frame, in ParsedFrame p, int mtu, Span<byte> answer)
    {
        if (MacAddress.Read(frame).IsGroup || !MayAnswer(frame, p)) return 0;
        MacAddress.Read(frame[6..]).Write(answer);
        MacAddress.Read(frame).Write(answer[6..]);
        frame.Slice(12, 2).CopyTo(answer[12..]);

        ReadOnlySpan<byte> packet = frame[p.L3Offset..];
        ReadOnlySpan<byte> quote = packet[..Math.Min(packet.Length, Quoted)];
        Span<byte> ip = answer[EthernetHeader.Length..];
        int packetLength = (p.Flags & ParsedFlags.Ipv4) != 0 ? WriteIpv4(packet, quote, mtu, ip) : WriteIpv6(packet, quote, mtu, ip);
        return EthernetHeader.Length + packetLength;
    }

    private static bool MayAnswer(ReadOnlySpan<byte> frame, in ParsedFrame p)
    {
        if ((p.Flags & ParsedFlags.Vlan) != 0 || ((p.Flags & ParsedFlags.Fragment) != 0 && p.L4Offset == 0)) return false;
        bool icmp = (p.Flags & ParsedFlags.Icmp) != 0;
        if ((p.Flags & ParsedFlags.Ipv4) != 0)
        {
            ReadOnlySpan<byte> ip = frame[p.L3Offset..];
            bool dontFragment = (ip[6] & 0x40) != 0;
            return dontFragment && IsHost(ip[12]) && IsHost(ip[16]) && (!icmp || IsEcho(frame[p.L4Offset]));
        }

        return (p.Flags & ParsedFlags.Ipv6) != 0 && frame[p.L3Offset + 8] != 0xFF && frame[p.L3Offset + 24] != 0xFF
            && (!icmp || frame[p.L4Offset] >= Icmp6FirstInformational);
    }

    /// <summary>Whether an IPv4 address with this first byte can belong to a single host: not 0/8, multicast or broadcast.</summary>
    private static bool IsHost(byte first) => first is not 0 and < 224;

    private static bool IsEcho(byte type) => type is 0 or 8;

    private static int WriteIpv4(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> quote, int mtu, Span<byte> ip)
    {
        int length = Ipv4Header.Length + IcmpHeader.Length + quote.Length;
        ip[..Ipv4Header.Length].Clear();
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)length);
        ip[8] = 64;
        ip[9] = IpProtocols.Icmp;
        packet.Slice(16, 4).CopyTo(ip[12..]);
        packet.Slice(12, 4).CopyTo(ip[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], InternetChecksum.Compute(ip[..Ipv4Header.Length]));

        Span<byte> icmp = ip[Ipv4Header.Length..length];
        WriteIcmp(icmp, IcmpUnreachable, FragmentationNeeded, mtu, quote);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], InternetChecksum.Compute(icmp));
        return length;
    }

    private static int WriteIpv6(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> quote, int mtu, Span<byte> ip)
    {
        int payload = IcmpHeader.Length + quote.Length;
        ip[..Ipv6Header.Length].Clear();
        ip[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)payload);
        ip[6] = IpProtocols.IcmpV6;
        ip[7] = 64;
        packet.Slice(24, 16).CopyTo(ip[8..]);
        packet.Slice(8, 16).CopyTo(ip[24..]);

        Span<byte> icmp = ip.Slice(Ipv6Header.Length, payload);
        WriteIcmp(icmp, Icmp6TooBig, 0, mtu, quote);
        ushort pseudo = InternetChecksum.PseudoHeader(ip.Slice(8, 32), IpProtocols.IcmpV6, payload);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], (ushort)~InternetChecksum.Sum(icmp, pseudo));
        return Ipv6Header.Length + payload;
    }

    /// <summary>Type, code, an empty checksum, the MTU in 32 bits (of which IPv4 uses the lower half), the quoted packet.</summary>
    private static void WriteIcmp(Span<byte> icmp, byte type, byte code, int mtu, ReadOnlySpan<byte> quote)
    {
        icmp[0] = type;
        icmp[1] = code;
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(icmp[4..], (uint)mtu);
        quote.CopyTo(icmp[IcmpHeader.Length..]);
    }
}
