using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>
/// Headers of trains. <see cref="Join"/> changes the first frame's headers to those of a frame with segmentation offload that contains the
/// whole train. <see cref="Segment"/> is the reverse: it makes one segment's headers from the train's. Stateless, any thread, no
/// allocation.
/// </summary>
public static class TrainHeader
{
    /// <summary>
    /// Writes the lengths of the whole train, the IPv4 checksum and a partial transport checksum: the sum of the pseudo header
    /// (VIRTIO_NET_HDR_F_NEEDS_CSUM with a GSO type).
    /// </summary>
    /// <param name="headers">The first frame from its Ethernet header, at least up to its payload.</param>
    /// <param name="p">The layout that the parser found in it.</param>
    /// <param name="payload">Payload bytes of all frames together.</param>
    /// <param name="endingFlags">TCP: PSH and FIN of the last frame.</param>
    public static void Join(Span<byte> headers, in ParsedFrame p, int payload, TcpFlags endingFlags)
    {
        int transport = p.PayloadOffset - p.L4Offset + payload;
        WriteLength(headers, p, transport);
        if ((p.Flags & ParsedFlags.Tcp) != 0)
        {
            TcpHeader tcp = new(headers[p.L4Offset..]);
            tcp.Flags |= endingFlags;
            tcp.Checksum = Pseudo(headers, p, transport);
        }
        else
        {
            UdpHeader udp = new(headers[p.L4Offset..]);
            udp.DatagramLength = (ushort)transport;
            udp.Checksum = Pseudo(headers, p, transport);
        }
    }

    /// <summary>
    /// Writes the headers of one segment before its payload: sequence number, lengths, flags, identification, checksums (tcp_gso_segment,
    /// __udp_gso_segment and inet_gso_segment in net/ipv4).
    /// </summary>
    /// <param name="segment">Room for the headers, followed by the segment's payload.</param>
    /// <param name="headers">The train's headers as received. May start where <paramref name="segment"/> starts.</param>
    /// <param name="p">The layout that the parser found in the train.</param>
    /// <param name="index">The segment's place in the train, from 0.</param>
    /// <param name="size">Payload bytes of each segment except the last.</param>
    /// <param name="last">Whether this is the last segment.</param>
    public static void Segment(Span<byte> segment, ReadOnlySpan<byte> headers, in ParsedFrame p, int index, int size, bool last)
    {
        headers[..p.PayloadOffset].CopyTo(segment);
        int transport = segment.Length - p.L4Offset;
        if ((p.Flags & ParsedFlags.Ipv4) != 0)
        {
            Span<byte> identification = segment[(p.L3Offset + 4)..];
            BinaryPrimitives.WriteUInt16BigEndian(identification, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(identification) + index));
        }

        WriteLength(segment, p, transport);
        Span<byte> l4 = segment[p.L4Offset..];
        int field = (p.Flags & ParsedFlags.Tcp) != 0 ? TcpHeader.ChecksumOffset : UdpHeader.ChecksumOffset;
        if ((p.Flags & ParsedFlags.Tcp) != 0) NumberTcp(new TcpHeader(l4), index, size, last);
        else SetUdpLength(new UdpHeader(l4), transport);
        BinaryPrimitives.WriteUInt16BigEndian(l4[field..], Pseudo(segment, p, transport));
        TransportChecksum.Complete(segment, p.L4Offset, field);
    }

    private static void NumberTcp(TcpHeader tcp, int index, int size, bool last)
    {
        tcp.Sequence += (uint)(index * size);
        if (!last) tcp.Flags &= ~(TcpFlags.Fin | TcpFlags.Psh);
        if (index > 0) tcp.Flags &= ~TcpFlags.Cwr;
    }

    private static void SetUdpLength(UdpHeader udp, int length) => udp.DatagramLength = (ushort)length;

    private static void WriteLength(Span<byte> frame, in ParsedFrame p, int transport)
    {
        if ((p.Flags & ParsedFlags.Ipv6) != 0)
        {
            int payloadLength = p.L4Offset - p.L3Offset - Ipv6Header.Length + transport;
            BinaryPrimitives.WriteUInt16BigEndian(frame[(p.L3Offset + 4)..], (ushort)payloadLength);
            return;
        }

        Span<byte> ip = frame[p.L3Offset..p.L4Offset];
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(ip.Length + transport));
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], InternetChecksum.Compute(ip));
    }

    private static ushort Pseudo(ReadOnlySpan<byte> frame, in ParsedFrame p, int transport)
    {
        bool ipv6 = (p.Flags & ParsedFlags.Ipv6) != 0;
        ReadOnlySpan<byte> addresses = ipv6 ? frame.Slice(p.L3Offset + 8, 32) : frame.Slice(p.L3Offset + 12, 8);
        return InternetChecksum.PseudoHeader(addresses, p.Protocol, transport);
    }
}
