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
    /// Whether the transport checksum is correct. Also true when there is nothing to check: an unknown transport protocol, a fragment, or
    /// UDP over IPv4 without a checksum. UDP over IPv6 must have one (RFC 8200 section 8.1).
    /// </summary>
    /// <param name="frame">The frame.</param>
    /// <param name="p">The layout that <see cref="FrameParser"/> found in this frame.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> does not describe this frame.</exception>
    public static bool Verify(ReadOnlySpan<byte> frame, in ParsedFrame p)
    {
        int field = ChecksumField(in p);
        if (field == 0) return true;
        ReadOnlySpan<byte> segment = Segment(frame, in p);
        if ((p.Flags & ParsedFlags.Udp) != 0 && new UdpHeader(segment).Checksum == 0) return (p.Flags & ParsedFlags.Ipv4) != 0;
        return InternetChecksum.Sum(segment, PseudoHeader(frame, in p, segment.Length)) == 0xFFFF;
    }

    /// <summary>
    /// Whether the TCP or UDP checksum is partial: the field holds the sum of the pseudo header, and a device should complete it
    /// (CHECKSUM_PARTIAL in include/linux/skbuff.h). One complete checksum in 65,536 has the same value. Completing it gives the same value
    /// again, so it is safe to call it partial.
    /// </summary>
    /// <param name="frame">The frame.</param>
    /// <param name="p">The layout that <see cref="FrameParser"/> found in this frame.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> does not describe this frame.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)] // inlined, it uses up the caller's inlining budget
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
        // A folded sum is the sum modulo 65,535, where 65,535 stands for a multiple of it. The sum is never 0, because the protocol is not.
        return (sum + p.Protocol + (uint)length + (ushort.MaxValue - field)) % ushort.MaxValue == 0 && field != 0;
    }

    /// <summary>
    /// Completes a partial checksum (VIRTIO_NET_HDR_F_NEEDS_CSUM). The field holds the sum of the pseudo header; this adds the sum from
    /// <paramref name="checksumStart"/> to the end of the frame. A result of 0 is written as 0xFFFF: UDP requires that, and for the other
    /// protocols it means the same.
    /// </summary>
    /// <param name="frame">The frame, without padding after the datagram.</param>
    /// <param name="checksumStart">Where the sum begins, from the start of the frame.</param>
    /// <param name="checksumOffset">Where the field lies, from <paramref name="checksumStart"/>.</param>
    /// <returns>False when the field is outside the frame; then nothing is written.</returns>
    public static bool Complete(Span<byte> frame, int checksumStart, int checksumOffset)
    {
        if ((uint)checksumStart > (uint)frame.Length) return false;
        Span<byte> segment = frame[checksumStart..];
        if (checksumOffset < 0 || checksumOffset > segment.Length - sizeof(ushort)) return false;
        Write(segment, checksumOffset, InternetChecksum.Sum(segment));
        return true;
    }

    /// <summary>
    /// Computes the transport checksum and writes it. Does nothing without a known transport header. UDP gets a checksum even if it had
    /// none.
    /// </summary>
    /// <param name="frame">The frame.</param>
    /// <param name="p">The layout that <see cref="FrameParser"/> found in this frame.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> does not describe this frame.</exception>
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

    /// <summary>Two 32-bit words as one sum. Modulo 65,535 it equals the sum of their 16-bit halves.</summary>
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

    /// <summary>Transport header and payload. UDP: as long as the UDP header says, which may be less than the IP header says.</summary>
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
