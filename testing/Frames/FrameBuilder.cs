using System.Buffers.Binary;
using System.Net;

namespace Falcon.Testing.Frames;

/// <summary>
/// Builds frames from the inside out, from the RFCs and without the code under test. Each method puts one header before a payload. MAC and
/// IP addresses are text or bytes.
/// </summary>
public static class FrameBuilder
{
    public const ushort Ipv4Type = 0x0800, ArpType = 0x0806, Ipv6Type = 0x86DD, VlanType = 0x8100;
    public const byte TcpProtocol = 6, UdpProtocol = 17, Icmpv6Protocol = 58;
    public const ushort DontFragment = 0x4000;

    /// <summary>The flag that says a valid VNI follows (RFC 7348 section 5).</summary>
    public const byte VxlanFlags = 0x08;

    public static byte[] Address(string text) => IPAddress.Parse(text).GetAddressBytes();

    public static byte[] Mac(string text) => [.. text.Split(':').Select(part => Convert.ToByte(part, 16))];

    /// <summary>Numbers in network byte order, one after another.</summary>
    public static byte[] Words(params ReadOnlySpan<ushort> words)
    {
        byte[] bytes = new byte[2 * words.Length];
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2 * i), words[i]);
        return bytes;
    }

    public static byte[] Ethernet(string destination, string source, ushort type, byte[] payload) =>
        Ethernet(Mac(destination), Mac(source), type, payload);

    public static byte[] Ethernet(byte[] destination, byte[] source, ushort type, byte[] payload) =>
        [.. destination, .. source, .. Words(type), .. payload];

    /// <summary>A frame with a VLAN tag behind its addresses (IEEE 802.1Q).</summary>
    public static byte[] Tagged(byte[] frame, ushort vlan, ushort type = VlanType) =>
        [.. frame[..12], .. Words(type, vlan), .. frame[12..]];

    /// <summary>An IPv4 packet with a valid checksum (RFC 791); <paramref name="options"/> must be a multiple of 4 bytes.</summary>
    public static byte[] Ipv4(
        string source, string destination, byte[] payload, byte[]? options = null, ushort flagsAndOffset = DontFragment) =>
        Ipv4(Address(source), Address(destination), payload, options: options, flagsAndOffset: flagsAndOffset);

    /// <summary>An IPv4 packet with a valid checksum (RFC 791); <paramref name="options"/> must be a multiple of 4 bytes.</summary>
    public static byte[] Ipv4(
        byte[] source, byte[] destination, byte[] payload, byte protocol = UdpProtocol, byte serviceType = 0, ushort identification = 1,
        ushort flagsAndOffset = DontFragment, byte ttl = 64, byte[]? options = null)
    {
        options ??= [];
        byte[] header =
        [
            (byte)(0x45 + options.Length / 4), serviceType, .. Words((ushort)(20 + options.Length + payload.Length)),
            .. Words(identification, flagsAndOffset), ttl, protocol, 0, 0, .. source, .. destination, .. options,
        ];
        return [.. WithIpv4Checksum(header), .. payload];
    }

    /// <summary>An IPv6 packet with the hop limit that neighbour discovery requires (RFC 4861).</summary>
    public static byte[] Ipv6(string source, string destination, byte nextHeader, byte[] payload) =>
        Ipv6(Address(source), Address(destination), payload, nextHeader, hopLimit: 255);

    /// <summary>An IPv6 packet (RFC 8200).</summary>
    public static byte[] Ipv6(
        byte[] source, byte[] destination, byte[] payload, byte nextHeader = UdpProtocol, byte hopLimit = 64, byte trafficClass = 0,
        uint flowLabel = 0)
    {
        uint first = 6u << 28 | (uint)trafficClass << 20 | flowLabel;
        return
        [
            .. Words(
                (ushort)(first >> 16), (ushort)first, (ushort)payload.Length), nextHeader, hopLimit, .. source, .. destination, .. payload,
        ];
    }

    /// <summary>A UDP datagram (RFC 768) without a checksum unless both addresses are given.</summary>
    public static byte[] Udp(ushort source, ushort destination, byte[] payload, string? from = null, string? to = null)
    {
        byte[] datagram = [.. Words(source, destination, (ushort)(8 + payload.Length), 0), .. payload];
        return from is null || to is null ? datagram : WithTransportChecksum(datagram, 6, UdpProtocol, Address(from), Address(to));
    }

    /// <summary>A frame behind a VXLAN header.</summary>
    public static byte[] Vxlan(uint vni, byte[] inner, byte flags = VxlanFlags) =>
        [flags, 0, 0, 0, .. Words((ushort)(vni >> 8), (ushort)(vni << 8)), .. inner];

    /// <summary>A copy with the bytes at an offset replaced.</summary>
    public static byte[] With(byte[] frame, int offset, params byte[] bytes)
    {
        byte[] changed = [.. frame];
        bytes.CopyTo(changed, offset);
        return changed;
    }

    /// <summary>The same IPv4 header (or packet) with a correct checksum.</summary>
    public static byte[] WithIpv4Checksum(byte[] packet)
    {
        int header = (packet[0] & 0xF) * 4;
        byte[] changed = With(packet, 10, 0, 0);
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(10), (ushort)~Sum(changed.AsSpan(0, Math.Min(header, changed.Length))));
        return changed;
    }

    /// <summary>The same ICMPv6 message with a correct checksum.</summary>
    public static byte[] WithIcmpv6Checksum(byte[] message, string from, string to) =>
        WithTransportChecksum(message, 2, Icmpv6Protocol, Address(from), Address(to));

    /// <summary>
    /// The same message with a correct checksum at an offset. A checksum of 0 is written as all ones: UDP requires it (RFC 768), and Linux
    /// does it for TCP too.
    /// </summary>
    public static byte[] WithTransportChecksum(byte[] message, int offset, byte protocol, byte[] from, byte[] to)
    {
        byte[] changed = With(message, offset, 0, 0);
        ushort checksum = (ushort)~Sum(changed, PseudoHeader(from, to, protocol, message.Length));
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(offset), checksum == 0 ? (ushort)0xFFFF : checksum);
        return changed;
    }

    /// <summary>The sum of the pseudo header of a message of <paramref name="length"/> bytes (RFC 768, RFC 8200 section 8.1).</summary>
    public static ushort PseudoHeader(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, byte protocol, int length) =>
        Sum(to, Sum(from, (uint)(length + protocol)));

    /// <summary>The Internet checksum's sum, folded (RFC 1071).</summary>
    public static ushort Sum(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        for (int i = 0; i < bytes.Length; i++) seed += (uint)(i % 2 == 0 ? bytes[i] << 8 : bytes[i]);
        while (seed > 0xFFFF) seed = (seed & 0xFFFF) + (seed >> 16);
        return (ushort)seed;
    }
}
