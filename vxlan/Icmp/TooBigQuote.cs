using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>
/// A router's message that one of our encapsulated packets was too big for the next link, and what it quotes of the packet: ICMP
/// fragmentation needed (RFC 1191, section 4) or ICMPv6 packet too big (RFC 4443, section 3.2). Anyone can send one, so the caller must
/// check it against what we send. Stateless, any thread, no allocation.
/// </summary>
public readonly struct TooBigQuote
{
    private const int IcmpLength = 8;
    private const byte IcmpUnreachable = 3;
    private const byte FragmentationNeeded = 4;
    private const byte Icmp6TooBig = 2;

    /// <summary>Bytes of the largest packet that the next link takes.</summary>
    public int Mtu { get; private init; }

    /// <summary>Bytes of the packet that was too big, from its own header.</summary>
    public int PacketLength { get; private init; }

    /// <summary>Its source, as <see cref="VtepAddress"/> packs it.</summary>
    public UInt128 Source { get; private init; }

    /// <summary>Its destination.</summary>
    public UInt128 Destination { get; private init; }

    /// <summary>Its UDP source port.</summary>
    public ushort SourcePort { get; private init; }

    /// <summary>Its UDP destination port.</summary>
    public ushort DestinationPort { get; private init; }

    /// <summary>Reads such a message from an IPv4 packet.</summary>
    /// <param name="packet">From the IPv4 header on; any length.</param>
    /// <param name="quote">What the message says.</param>
    /// <returns>
    /// False when it is another message, is cut short, has a wrong checksum, or the quoted packet is not a UDP datagram with DF.
    /// </returns>
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

    /// <summary>Reads such a message from an ICMPv6 packet. The receiver has verified its checksum.</summary>
    /// <param name="icmp">From the ICMPv6 header on; any length.</param>
    /// <param name="quote">What the message says.</param>
    /// <returns>False when it is another message, is cut short, or the quoted packet is not a UDP datagram.</returns>
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
