using System.Buffers.Binary;
using System.Net;

namespace Falcon.Netns.Tests.Harness;

/// <summary>Builds frames from the outside in, with nothing of Falcon's own code: each method puts one header before a payload.</summary>
public static class Wire
{
    public const ushort Ipv4Type = 0x0800;
    public const ushort ArpType = 0x0806;
    public const ushort Ipv6Type = 0x86DD;
    public const byte UdpProtocol = 17;

    public static byte[] Address(string text) => IPAddress.Parse(text).GetAddressBytes();

    public static byte[] Mac(string text) => [.. text.Split(':').Select(part => Convert.ToByte(part, 16))];

    public static byte[] Ethernet(string destination, string source, ushort type, byte[] payload) =>
        [.. Mac(destination), .. Mac(source), .. Bytes(type), .. payload];

    /// <summary>An 802.1Q tag behind the addresses of a frame.</summary>
    public static byte[] Tagged(byte[] frame, ushort vlan) => [.. frame[..12], .. Bytes(0x8100), .. Bytes(vlan), .. frame[12..]];

    /// <summary>An IPv4 packet with DF; <paramref name="options"/> must be a multiple of 4 bytes.</summary>
    public static byte[] Ipv4(string source, string destination, byte[] payload, byte[]? options = null, ushort flagsAndOffset = 0x4000)
    {
        options ??= [];
        byte[] header =
        [
            (byte)(0x45 + options.Length / 4), 0, .. Bytes((ushort)(20 + options.Length + payload.Length)),
            0, 1, .. Bytes(flagsAndOffset), 64, UdpProtocol, 0, 0,
            .. IPAddress.Parse(source).GetAddressBytes(), .. IPAddress.Parse(destination).GetAddressBytes(), .. options,
        ];
        return [.. WithIpv4Checksum(header), .. payload];
    }

    /// <summary>An IPv6 packet with the hop limit that neighbour discovery wants.</summary>
    public static byte[] Ipv6(string source, string destination, byte nextHeader, byte[] payload) =>
    [
        0x60, 0, 0, 0, .. Bytes((ushort)payload.Length), nextHeader, 255,
        .. IPAddress.Parse(source).GetAddressBytes(), .. IPAddress.Parse(destination).GetAddressBytes(), .. payload,
    ];

    /// <summary>A UDP datagram without a checksum unless both addresses are given.</summary>
    public static byte[] Udp(ushort source, ushort destination, byte[] payload, string? from = null, string? to = null)
    {
        var length = (ushort)(8 + payload.Length);
        byte[] datagram = [.. Bytes(source), .. Bytes(destination), .. Bytes(length), 0, 0, .. payload];
        if (from is null || to is null) return datagram;
        byte[] addresses = [.. IPAddress.Parse(from).GetAddressBytes(), .. IPAddress.Parse(to).GetAddressBytes()];
        var checksum = Checksum([.. addresses, 0, UdpProtocol, .. Bytes(length), .. datagram]);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(6), checksum == 0 ? (ushort)0xFFFF : checksum);
        return datagram;
    }

    public static byte[] Vxlan(uint vni, byte[] inner, byte flags = 0x08) =>
        [flags, 0, 0, 0, (byte)(vni >> 16), (byte)(vni >> 8), (byte)vni, 0, .. inner];

    /// <summary>A copy with the bytes at an offset replaced.</summary>
    public static byte[] With(byte[] frame, int offset, params byte[] bytes)
    {
        var changed = (byte[])frame.Clone();
        bytes.CopyTo(changed, offset);
        return changed;
    }

    /// <summary>The same IPv4 header (or packet) with a right checksum.</summary>
    public static byte[] WithIpv4Checksum(byte[] packet)
    {
        var header = (packet[0] & 0xF) * 4;
        var changed = With(packet, 10, 0, 0);
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(10), Checksum(changed.AsSpan(0, Math.Min(header, changed.Length))));
        return changed;
    }

    /// <summary>The same ICMPv6 message with a right checksum.</summary>
    public static byte[] WithIcmpv6Checksum(byte[] message, string from, string to)
    {
        var changed = With(message, 2, 0, 0);
        byte[] pseudo = [.. Address(from), .. Address(to), 0, 0, .. Bytes((ushort)message.Length), 0, 0, 0, 58];
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(2), Checksum([.. pseudo, .. changed]));
        return changed;
    }

    private static ushort Checksum(ReadOnlySpan<byte> data)
    {
        uint sum = 0;
        for (var i = 0; i < data.Length; i++) sum += (uint)(i % 2 == 0 ? data[i] << 8 : data[i]);
        while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }

    private static byte[] Bytes(ushort value) => [(byte)(value >> 8), (byte)value];
}
