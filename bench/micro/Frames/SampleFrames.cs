using System.Buffers.Binary;
using System.Net;
using Falcon.Vxlan;

namespace Falcon.Bench.Micro.Frames;

/// <summary>Frames as a container's kernel and a remote VTEP would send them, checksums included.</summary>
internal static class SampleFrames
{
    public const uint Vni = 100;
    public const ushort VxlanPort = 4789;

    public static readonly MacAddress Here = new(0x0200_0000_0201);
    public static readonly MacAddress There = new(0x0200_0000_0101);

    private const int Ethernet = 14;

    /// <summary>A UDP datagram.</summary>
    public static byte[] Udp(int payload, ushort sourcePort, bool ipv6 = false)
    {
        byte[] frame = Ip(ipv6, protocol: 17, 8 + payload, out int l4);
        Ports(frame.AsSpan(l4), sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(l4 + 4), (ushort)(8 + payload));
        return WithChecksum(frame);
    }

    /// <summary>A TCP segment without options, only ACK set.</summary>
    public static byte[] Tcp(int payload, ushort sourcePort, uint sequence, ushort identification)
    {
        byte[] frame = Ip(ipv6: false, protocol: 6, 20 + payload, out int l4);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(Ethernet + 4), identification);
        FillIpv4Checksum(frame.AsSpan(Ethernet, 20));
        Span<byte> tcp = frame.AsSpan(l4);
        Ports(tcp, sourcePort);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        tcp[12] = 0x50;
        tcp[13] = 0x10;
        return WithChecksum(frame);
    }

    /// <summary>The inner frame behind outer headers, from the peer to us.</summary>
    public static byte[] Vxlan(byte[] inner, bool ipv6 = false, bool udpChecksum = false)
    {
        OuterHeader header = Outer(ipv6, udpChecksum);
        byte[] frame = [.. new byte[header.Length], .. inner];
        header.Write(frame, Vni, OuterHeader.SourcePort((uint)inner[^1] * 77));
        return frame;
    }

    public static OuterHeader Outer(bool ipv6, bool udpChecksum) =>
        new(There, Here, Peer(ipv6), Local(ipv6), VxlanPort, udpChecksum);

    public static IPAddress Local(bool ipv6) => IPAddress.Parse(ipv6 ? "fd99::2" : "10.0.0.2");

    public static IPAddress Peer(bool ipv6) => IPAddress.Parse(ipv6 ? "fd99::1" : "10.0.0.1");

    private static byte[] Ip(bool ipv6, byte protocol, int transport, out int l4)
    {
        l4 = Ethernet + (ipv6 ? 40 : 20);
        var frame = new byte[l4 + transport];
        Here.Write(frame);
        There.Write(frame.AsSpan(6));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), ipv6 ? (ushort)0x86DD : (ushort)0x0800);
        Span<byte> ip = frame.AsSpan(Ethernet);
        if (ipv6) WriteIpv6(ip, protocol, transport);
        else WriteIpv4(ip, protocol, transport);
        return frame;
    }

    private static void WriteIpv4(Span<byte> ip, byte protocol, int transport)
    {
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(20 + transport));
        ip[6] = 0x40;
        ip[8] = 64;
        ip[9] = protocol;
        IPAddress.Parse("192.168.1.1").TryWriteBytes(ip[12..], out _);
        IPAddress.Parse("192.168.1.2").TryWriteBytes(ip[16..], out _);
        FillIpv4Checksum(ip[..20]);
    }

    private static void WriteIpv6(Span<byte> ip, byte protocol, int transport)
    {
        ip[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)transport);
        ip[6] = protocol;
        ip[7] = 64;
        IPAddress.Parse("fd00:100::1").TryWriteBytes(ip[8..], out _);
        IPAddress.Parse("fd00:100::2").TryWriteBytes(ip[24..], out _);
    }

    private static void FillIpv4Checksum(Span<byte> ip)
    {
        ip.Slice(10, 2).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], InternetChecksum.Compute(ip));
    }

    private static void Ports(Span<byte> transport, ushort source)
    {
        BinaryPrimitives.WriteUInt16BigEndian(transport, source);
        BinaryPrimitives.WriteUInt16BigEndian(transport[2..], 9);
    }

    private static byte[] WithChecksum(byte[] frame)
    {
        FrameParser.TryParse(frame, out ParsedFrame parsed);
        TransportChecksum.Fill(frame, parsed);
        return frame;
    }
}
