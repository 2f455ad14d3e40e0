namespace Falcon.Vxlan;

/// <summary>
/// Finds the headers of an Ethernet frame. Any bytes of any length give a result; nothing is thrown. Lengths in headers are trusted only
/// within the frame. Checksums are not verified. Stateless, any thread.
/// </summary>
public static class FrameParser
{
    /// <summary>Parses a whole frame.</summary>
    /// <param name="frame">From the destination MAC address on. Ethernet padding may follow, an FCS may not.</param>
    /// <param name="parsed">The layout; all zero on error.</param>
    public static ParseError TryParse(ReadOnlySpan<byte> frame, out ParsedFrame parsed) => Parse(frame, frame.Length, out parsed);

    /// <summary>Parses a frame of which only the beginning is available, such as a TSO frame scattered over several chunks.</summary>
    /// <param name="head">The beginning; it must contain all headers.</param>
    /// <param name="frameLength">Bytes of the whole frame; lengths in headers are checked against it.</param>
    /// <param name="parsed">The layout; all zero on error.</param>
    public static ParseError TryParse(ReadOnlySpan<byte> head, int frameLength, out ParsedFrame parsed)
    {
        if (frameLength < head.Length) head = head[..Math.Max(frameLength, 0)];
        return Parse(head, frameLength, out parsed);
    }

    private static ParseError Parse(ReadOnlySpan<byte> head, int frameLength, out ParsedFrame parsed)
    {
        parsed = default;
        if (UsualFrame.TryParse(head, frameLength, ref parsed)) return ParseError.None;
        int l3 = VlanTags.NetworkOffset(head);
        if (l3 < 0) return ParseError.Truncated;
        ushort etherType = EtherTypes.Before(l3, head);

        // Written directly to the caller's memory: copying fields that were just written would wait for the store buffer.
        parsed.EtherType = etherType;
        parsed.L3Offset = (byte)l3;
        parsed.Flags = l3 == EthernetHeader.Length ? ParsedFlags.None : ParsedFlags.Vlan;
        ParseError error = etherType switch
        {
            EtherTypes.Ipv4 => ParseIpv4(head, frameLength, ref parsed),
            EtherTypes.Ipv6 => ParseIpv6(head, frameLength, ref parsed),
            EtherTypes.Arp => ParseArp(head, frameLength, ref parsed),
            _ => NotIp(frameLength, ref parsed),
        };
        if (error != ParseError.None) parsed = default;
        return error;
    }

    private static ParseError ParseIpv4(ReadOnlySpan<byte> head, int frameLength, ref ParsedFrame frame)
    {
        int l3 = frame.L3Offset;
        if (head.Length - l3 < Ipv4Header.Length) return ParseError.Truncated;
        Ipv4Header ip = new(head[l3..]);
        int headerLength = ip.HeaderLength;
        int totalLength = ip.TotalLength;
        if (ip.Version != 4 || headerLength < Ipv4Header.Length || totalLength < headerLength) return ParseError.BadIpHeader;
        if (totalLength > frameLength - l3 || headerLength > head.Length - l3) return ParseError.Truncated;

        frame.TotalLength = l3 + totalLength;
        frame.Protocol = ip.Protocol;
        frame.Flags |= ParsedFlags.Ipv4;
        if (headerLength > Ipv4Header.Length) frame.Flags |= ParsedFlags.IpOptions;
        int fragment = ip.FlagsAndOffset & (Ipv4Header.MoreFragments | Ipv4Header.OffsetMask);
        return fragment == 0
            ? ParseTransport(head, l3 + headerLength, ref frame)
            : ParseFragment(head, l3 + headerLength, (fragment & Ipv4Header.OffsetMask) == 0, ref frame);
    }

    private static ParseError ParseIpv6(ReadOnlySpan<byte> head, int frameLength, ref ParsedFrame frame)
    {
        int l3 = frame.L3Offset;
        if (head.Length - l3 < Ipv6Header.Length) return ParseError.Truncated;
        Ipv6Header ip = new(head[l3..]);
        int totalLength = Ipv6Header.Length + ip.PayloadLength;
        if (ip.Version != 6) return ParseError.BadIpHeader;
        if (totalLength > frameLength - l3) return ParseError.Truncated;

        frame.TotalLength = l3 + totalLength;
        frame.Flags |= ParsedFlags.Ipv6;
        frame.Protocol = ip.NextHeader;
        int offset = l3 + Ipv6Header.Length;
        return IpProtocols.IsIpv6Extension(frame.Protocol)
            ? ParseExtensions(head, offset, ref frame)
            : ParseTransport(head, offset, ref frame);
    }

    private static ParseError ParseExtensions(ReadOnlySpan<byte> head, int offset, ref ParsedFrame frame)
    {
        Ipv6Extensions walk = new(frame.Protocol, offset);
        if (!walk.TryWalk(head, Math.Min(frame.TotalLength, head.Length))) return ParseError.Truncated;
        frame.Flags |= ParsedFlags.IpOptions;
        frame.Protocol = walk.NextHeader;
        if (walk.Fragment) return ParseFragment(head, walk.Offset, !walk.LaterFragment, ref frame);
        return ParseTransport(head, walk.Offset, ref frame);
    }

    private static ParseError ParseTransport(ReadOnlySpan<byte> head, int l4, ref ParsedFrame frame)
    {
        int minimum = HeaderLength(in frame);
        if (minimum == 0 || l4 > MaxTransportOffset) return NoTransport(l4, ref frame);
        if (Math.Min(frame.TotalLength, head.Length) - l4 < minimum) return ParseError.BadTransportHeader;

        int headerLength = minimum;
        if (frame.Protocol == IpProtocols.Tcp)
        {
            headerLength = new TcpHeader(head[l4..]).HeaderLength;
            if (headerLength < TcpHeader.Length || headerLength > Math.Min(frame.TotalLength, head.Length) - l4)
                return ParseError.BadTransportHeader;
            frame.Flags |= ParsedFlags.Tcp;
        }
        else if (frame.Protocol == IpProtocols.Udp)
        {
            int length = new UdpHeader(head[l4..]).DatagramLength;
            if (length < UdpHeader.Length || length > frame.TotalLength - l4) return ParseError.BadTransportHeader;
            frame.Flags |= ParsedFlags.Udp;
        }
        else
        {
            frame.Flags |= ParsedFlags.Icmp;
        }
        frame.L4Offset = (byte)l4;
        frame.PayloadOffset = (byte)(l4 + headerLength);
        return ParseError.None;
    }

    // Offsets are bytes: what follows a very long chain of extension headers counts as payload. A TCP header with options still fits.
    private const int MaxTransportOffset = byte.MaxValue - 60;

    private static ParseError ParseFragment(ReadOnlySpan<byte> head, int l4, bool first, ref ParsedFrame frame)
    {
        frame.Flags |= first ? ParsedFlags.Fragment : ParsedFlags.Fragment | ParsedFlags.LaterFragment;
        NoTransport(l4, ref frame);
        int minimum = HeaderLength(in frame);
        if (first && minimum != 0 && l4 <= MaxTransportOffset && Math.Min(frame.TotalLength, head.Length) - l4 >= minimum)
            frame.L4Offset = (byte)l4;
        return ParseError.None;
    }

    private static ParseError NoTransport(int payload, ref ParsedFrame frame)
    {
        frame.PayloadOffset = (byte)Math.Min(payload, byte.MaxValue);
        return ParseError.None;
    }

    private static ParseError ParseArp(ReadOnlySpan<byte> head, int frameLength, ref ParsedFrame frame)
    {
        if (head.Length - frame.L3Offset < ArpPacket.Length) return ParseError.Truncated;
        if (new ArpPacket(head[frame.L3Offset..]).IsIpv4OverEthernet) frame.Flags |= ParsedFlags.Arp;
        return NotIp(frameLength, ref frame);
    }

    private static ParseError NotIp(int frameLength, ref ParsedFrame frame)
    {
        frame.PayloadOffset = frame.L3Offset;
        frame.TotalLength = frameLength;
        return ParseError.None;
    }

    /// <summary>The shortest header of a known protocol on this IP version; 0 for an unknown protocol.</summary>
    private static int HeaderLength(in ParsedFrame frame) => frame.Protocol switch
    {
        IpProtocols.Tcp => TcpHeader.Length,
        IpProtocols.Udp => UdpHeader.Length,
        IpProtocols.Icmp when (frame.Flags & ParsedFlags.Ipv4) != 0 => IcmpHeader.Length,
        IpProtocols.IcmpV6 when (frame.Flags & ParsedFlags.Ipv6) != 0 => IcmpHeader.Length,
        _ => 0,
    };
}
