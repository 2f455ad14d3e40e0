using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>
/// The traffic class of an IPv4 or IPv6 header: six bits of DSCP (RFC 2474), two of ECN (RFC 3168). Stateless, any thread.
/// </summary>
public static class IpTrafficClass
{
    /// <summary>The bits that hold ECN.</summary>
    public const byte EcnMask = 3;

    /// <summary>Reads it.</summary>
    /// <param name="packet">From the IP header on, at least 12 bytes.</param>
    public static byte Read(ReadOnlySpan<byte> packet) => IsIpv6(packet) ? (byte)(packet[0] << 4 | packet[1] >> 4) : packet[1];

    /// <summary>Changes it and updates the IPv4 header checksum (RFC 1624). A wrong checksum stays wrong.</summary>
    /// <param name="packet">From the IP header on, at least 12 bytes.</param>
    /// <param name="value">The new traffic class.</param>
    public static void Write(Span<byte> packet, byte value)
    {
        if (IsIpv6(packet))
        {
            packet[0] = (byte)(packet[0] & 0xF0 | value >> 4);
            packet[1] = (byte)(packet[1] & 0x0F | value << 4);
            return;
        }

        Span<byte> checksum = packet.Slice(Ipv4Header.ChecksumOffset, sizeof(ushort));
        ushort before = packet[1];
        packet[1] = value;
        BinaryPrimitives.WriteUInt16BigEndian(
            checksum,
            InternetChecksum.Update(BinaryPrimitives.ReadUInt16BigEndian(checksum), before, value));
    }

    private static bool IsIpv6(ReadOnlySpan<byte> packet) => packet[0] >> 4 == 6;
}
