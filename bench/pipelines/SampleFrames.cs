using System.Net;
using Falcon.Testing.Frames;
using Falcon.Vxlan;

namespace Falcon.Bench.Pipelines;

/// <summary>Frames as a container's kernel and a remote VTEP would send them, checksums included.</summary>
public static class SampleFrames
{
    public const uint Vni = 100;
    public const ushort VxlanPort = 4789;

    public static readonly MacAddress Here = new(0x0200_0000_0201);
    public static readonly MacAddress There = new(0x0200_0000_0101);

    private const ushort Port = 9;

    /// <summary>A UDP datagram.</summary>
    public static byte[] Udp(int payload, ushort sourcePort, bool ipv6 = false)
    {
        byte[] from = FrameBuilder.Address(ipv6 ? "fd00:100::1" : "192.168.1.1"),
            to = FrameBuilder.Address(ipv6 ? "fd00:100::2" : "192.168.1.2");
        byte[] plain = FrameBuilder.Udp(sourcePort, Port, new byte[payload]);
        byte[] datagram = FrameBuilder.WithTransportChecksum(plain, 6, FrameBuilder.UdpProtocol, from, to);
        return ipv6
            ? Ethernet(FrameBuilder.Ipv6Type, FrameBuilder.Ipv6(from, to, datagram))
            : Ethernet(FrameBuilder.Ipv4Type, FrameBuilder.Ipv4(from, to, datagram, identification: 0));
    }

    /// <summary>A TCP segment without options, only ACK set.</summary>
    public static byte[] Tcp(int payload, ushort sourcePort, uint sequence, ushort identification)
    {
        Segment segment = new()
        {
            Tcp = true,
            ToMac = Here.ToBytes(),
            FromMac = There.ToBytes(),
            From = FrameBuilder.Address("192.168.1.1"),
            To = FrameBuilder.Address("192.168.1.2"),
            FromPort = sourcePort,
            ToPort = Port,
            Sequence = sequence,
            Acknowledgement = 0,
            Window = 0,
            Identification = identification,
            Payload = new byte[payload],
        };
        return segment.Build();
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

    private static byte[] Ethernet(ushort type, byte[] packet) => FrameBuilder.Ethernet(Here.ToBytes(), There.ToBytes(), type, packet);
}
