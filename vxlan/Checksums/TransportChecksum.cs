using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Falcon.Vxlan;

/// <summary>
/// The checksums of TCP, UDP, ICMP and ICMPv6 on IPv4 and IPv6. Stateless, any thread, no allocation. Frames must hold the whole
/// datagram: all bytes up to <see cref="ParsedFrame.TotalLength"/>.
/// </summary>
public static class TransportChecksum
{
    /// <summary>
    /// Whether the transport checksum is right. Also true when there is none to judge by: no transport header that we know, a fragment, or
    /// UDP on IPv4 without a checksum. UDP on IPv6 must have one (RFC 8200 section 8.1).
    /// </summary>
    /// <param name="frame">The frame.</param>
    /// <param name="p">What <see cref="FrameParser"/> said of this frame.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not of this frame.</exception>
    public static bool Verify(ReadOnlySpan<byte> frame, in ParsedFrame p)
    {
        int field = ChecksumField(in p);
        if (field == 0) return true;
        ReadOnlySpan<byte> segment = Segment(frame, in p);
        if ((p.Flags & ParsedFlags.Udp) != 0 && new UdpHeader(segment).Checksum == 0) return (p.Flags & ParsedFlags.Ipv4) != 0;
        return InternetChecksum.Sum(segment, PseudoHeader(frame, in p, segment.Length)) == 0xFFFF;
    }

    /// <summary>
    /// Whether the TCP or UDP checksum is partial: the field holds the pseudo header's sum, and a device was to finish it (CHECKSUM_PARTIAL
    /// in include/linux/skbuff.h). One whole checksum in 65,536 has that value, too; finishing it gives the same value again, so that it
    /// may be taken for partial.
    /// </summary>
    /// <param name="frame">The frame.</param>
    /// <param name="p">What <see cref="FrameParser"/> said of this frame.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not of this frame.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)] // its caller has inlined so much that the compiler stops
    public static bool IsPartial(ReadOnlySpan<byte> frame, in ParsedFrame p)
    {
        bool tcp = (p.Flags & ParsedFlags.Tcp) != 0;
        if (!tcp && (p.Flags & ParsedFlags.Udp) == 0) return false;
        ReadOnlySpan<byte> header = frame[p.L4Offset..];
        int length = tcp ? p.TotalLength - p.L4Offset : BinaryPrimitives.ReadUInt16BigEndian(header[UdpHeader.LengthOffset..]);
        uint field = BinaryPrimitives.ReadUInt16BigEndian(header[(tcp ? TcpHeader.ChecksumOffset : UdpHeader.ChecksumOffset)..]);
        ReadOnlySpan<byte> ip = frame[p.L3Offset..];
        ulong sum = (p.Flags & ParsedFlags.Ipv6) != 0
            ? Words(ip[8..]) + Words(ip[16..]) + Words(ip[24..]) + Words(ip[32..])
            : Words(ip[12..]);
        // A folded sum of 16-bit words is the sum modulo 65,535, with 65,535 for a multiple of it: the protocol is never 0. So is no sum 0.
        return (sum + p.Protocol + (uint)length + (ushort.MaxValue - field)) % ushort.MaxValue == 0 && field != 0;
    }

    /// <summary>
    /// Completes a partial checksum (VIRTIO_NET_HDR_F_NEEDS_CSUM): the field holds the sum of the pseudo header, what is missing is the
    /// sum from <paramref name="checksumStart"/> to the end of the frame. A result of 0 is written as 0xFFFF, which UDP
    /// demands and which means the same to the others.
    /// </summary>
    /// <param name="frame">The frame, without padding behind the datagram.</param>
    /// <param name="checksumStart">Where the sum begins, from the start of the frame.</param>
    /// <param name="checksumOffset">Where the field lies, from <paramref name="checksumStart"/>.</param>
    /// <returns>False, and nothing is written, when the field does not lie in the frame.</returns>
    public static bool Complete(Span<byte> frame, int checksumStart, int checksumOffset)
    {
        if ((uint)checksumStart > (uint)frame.Length) return false;
        Span<byte> segment = frame[checksumStart..];
        if (checksumOffset < 0 || checksumOffset > segment.Length - sizeof(ushort)) return false;
        Write(segment, checksumOffset, InternetChecksum.Sum(segment));
        return true;
    }

    /// <summary>Computes the transport checksum from nothing and writes it. Does nothing where <see cref="Verify"/> has nothing to judge by
    /// for want of a transport header; UDP gets a checksum even if it had none.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="p">What <see cref="FrameParser"/> said of this frame.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not of this frame.</exception>
    public static void Fill(Span<byte> frame, in ParsedFrame p)
    {
        int field = ChecksumField(in p);
        if (field == 0) return;
        Span<byte> segment = frame.Slice(p.L4Offset, Segment(frame, in p).Length);
        BinaryPrimitives.WriteUInt16BigEndian(segment[field..], 0);
        Write(segment, field, InternetChecksum.Sum(segment, PseudoHeader(frame, in p, segment.Length)));
    }

    private static void Write(Span<byte> segment, int field, ushort sum)
    {
        ushort checksum = (ushort)~sum;
        BinaryPrimitives.WriteUInt16BigEndian(segment[field..], checksum == 0 ? (ushort)0xFFFF : checksum);
    }

    /// <summary>Two 32-bit words as one sum: modulo 65,535 that is the sum of their halves.</summary>
    private static ulong Words(ReadOnlySpan<byte> bytes)
    {
        ulong word = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        return (uint)word + (word >> 32);
    }

    /// <summary>Where the field lies in the transport header; 0 when there is none.</summary>
    internal static int ChecksumField(in ParsedFrame p)
    {
        if ((p.Flags & ParsedFlags.Tcp) != 0) return TcpHeader.ChecksumOffset;
        if ((p.Flags & ParsedFlags.Udp) != 0) return UdpHeader.ChecksumOffset;
        return (p.Flags & ParsedFlags.Icmp) != 0 ? IcmpHeader.ChecksumOffset : 0;
    }

    /// <summary>Transport header and payload; UDP by its own length, which may be less than IP's.</summary>
    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> frame, in ParsedFrame p)
    {
        ReadOnlySpan<byte> segment = frame[p.L4Offset..p.TotalLength];
        return (p.Flags & ParsedFlags.Udp) != 0 ? segment[..new UdpHeader(segment).DatagramLength] : segment;
    }

    private static ushort PseudoHeader(ReadOnlySpan<byte> frame, in ParsedFrame p, int length)
    {
        if ((p.Flags & ParsedFlags.Ipv6) != 0) return InternetChecksum.PseudoHeader(frame.Slice(p.L3Offset + 8, 32), p.Protocol, length);
        if ((p.Flags & ParsedFlags.Icmp) != 0) return 0; // RFC 792 has no pseudo header
        return InternetChecksum.PseudoHeader(frame.Slice(p.L3Offset + 12, 8), p.Protocol, length);
    }
}
