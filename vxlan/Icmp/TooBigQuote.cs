using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>
/// A router's word that an encapsulated packet of ours was too big for the next link: ICMP fragmentation needed (RFC 1191, section 4) or
/// ICMPv6 packet too big (RFC 4443, section 3.2), and what it quotes of the packet. Anyone can send one, so nothing in it is true before it
/// is checked against what we send. Stateless, any thread, no allocation.
/// </summary>
public readonly struct TooBigQuote
{
    private const int IcmpLength = 8;
    private const byte IcmpUnreachable = 3;
    private const byte FragmentationNeeded = 4;
    private const byte Icmp6TooBig = 2;

    /// <summary>Bytes of the largest packet that the next link takes.</summary>
    public int Mtu { get; private init; }

    /// <summary>Bytes of the packet that was too big, as its own header says.</summary>
    public int PacketLength { get; private init; }

    /// <summary>Its source, as the decapsulator gives addresses.</summary>
    public UInt128 Source { get; private init; }

    /// <summary>Its destination.</summary>
    public UInt128 Destination { get; private init; }

    /// <summary>Its UDP source port.</summary>
    public ushort SourcePort { get; private init; }

    /// <summary>Its UDP destination port.</summary>
    public ushort DestinationPort { get; private init; }

    /// <summary>Reads an IPv4 packet with such a message.</summary>
    /// <param name="packet">From the IPv4 header on; of any length.</param>
    /// <param name="quote">What it says.</param>
    /// <returns>False: it is another message, it is cut short, its checksum is wrong, or the packet was no UDP datagram that may not be
    /// fragmented.</returns>
    public static bool TryReadIpv4(ReadOnlySpan<byte> packet, out TooBigQuote quote)
    {
        quote = default;
        if (packet.Length < Ipv4Header.Length || packet[0] >> 4 != 4) return false;
        int header = (packet[0] & 0xF) << 2;
        if (header < Ipv4Header.Length || packet[9] != IpProtocols.Icmp) return false;
        if (packet.Length < header + IcmpLength + Ipv4Header.Length + UdpHeader.Length) return false;
        ReadOnlySpan<byte> icmp = packet[header..];
        if (icmp[0] != IcmpUnreachable || icmp[1] != FragmentationNeeded || InternetChecksum.Compute(icmp) != 0) return false;

        ReadOnlySpan<byte> quoted = icmp[IcmpLength..];
        int quotedHeader = (quoted[0] & 0xF) << 2;
        bool dontFragment = (BinaryPrimitives.ReadUInt16BigEndian(quoted[6..]) & Ipv4Header.DontFragment) != 0;
        if (quoted[0] >> 4 != 4 || quotedHeader != Ipv4Header.Length || quoted[9] != IpProtocols.Udp || !dontFragment) return false;
        quote = new TooBigQuote
        {
            Mtu = BinaryPrimitives.ReadUInt16BigEndian(icmp[6..]),
            PacketLength = BinaryPrimitives.ReadUInt16BigEndian(quoted[2..]),
            Source = VtepAddress.FromIpv4(BinaryPrimitives.ReadUInt32BigEndian(quoted[12..])),
            Destination = VtepAddress.FromIpv4(BinaryPrimitives.ReadUInt32BigEndian(quoted[16..])),
            SourcePort = BinaryPrimitives.ReadUInt16BigEndian(quoted[quotedHeader..]),
            DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(quoted[(quotedHeader + 2)..]),
        };
        return true;
    }

    /// <summary>Reads such an ICMPv6 message; its checksum was verified by who received it.</summary>
    /// <param name="icmp">From the ICMPv6 header on; of any length.</param>
    /// <param name="quote">What it says.</param>
    /// <returns>False: it is another message, it is cut short, or the packet was no UDP datagram.</returns>
    public static bool TryReadIpv6(ReadOnlySpan<byte> icmp, out TooBigQuote quote)
    {
        quote = default;
        if (icmp.Length < IcmpLength + Ipv6Header.Length + UdpHeader.Length || icmp[0] != Icmp6TooBig) return false;
        ReadOnlySpan<byte> quoted = icmp[IcmpLength..];
        if (quoted[0] >> 4 != 6 || quoted[6] != IpProtocols.Udp) return false;
        quote = new TooBigQuote
        {
            Mtu = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(icmp[4..]), int.MaxValue),
            PacketLength = Ipv6Header.Length + BinaryPrimitives.ReadUInt16BigEndian(quoted[4..]),
            Source = BinaryPrimitives.ReadUInt128BigEndian(quoted[8..]),
            Destination = BinaryPrimitives.ReadUInt128BigEndian(quoted[24..]),
            SourcePort = BinaryPrimitives.ReadUInt16BigEndian(quoted[Ipv6Header.Length..]),
            DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(quoted[(Ipv6Header.Length + 2)..]),
        };
        return true;
    }
}
