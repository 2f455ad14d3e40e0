using System.Net;
using Falcon.Testing.Frames;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests;

/// <summary>Frames between the containers and VTEPs of a <see cref="MemoryHost"/>, written without the code under test.</summary>
internal static class TestFrames
{
    public static readonly MacAddress Remote = new(0x0200_0000_0101);

    private static readonly MacAddress s_nextHop = new(0x0200_0000_0900);

    /// <summary>Ethernet, IPv4, UDP, payload.</summary>
    public static byte[] Udp(
        MacAddress source, MacAddress destination, int payload = 18, ushort sourcePort = 1000, ushort etherType = 0x0800)
    {
        byte[] datagram = FrameBuilder.Udp(sourcePort, 9, new byte[payload]);
        return FrameBuilder.Ethernet(destination.ToBytes(), source.ToBytes(), etherType, Ipv4("192.168.1.1", "192.168.1.2", datagram));
    }

    /// <summary>An inner frame behind outer Ethernet, IPv4, UDP and VXLAN headers.</summary>
    public static byte[] Vxlan(byte[] inner, uint vni = 100, IPAddress? from = null, IPAddress? to = null, byte trafficClass = 0)
    {
        byte[] datagram = FrameBuilder.Udp(50_000, 4789, FrameBuilder.Vxlan(vni, inner));
        byte[] packet = Ipv4($"{from ?? MemoryHost.PeerA}", $"{to ?? MemoryHost.Local}", datagram, trafficClass);
        return FrameBuilder.Ethernet(MemoryHost.UplinkMac.ToBytes(), s_nextHop.ToBytes(), FrameBuilder.Ipv4Type, packet);
    }

    private static byte[] Ipv4(string source, string destination, byte[] payload, byte trafficClass = 0) => FrameBuilder.Ipv4(
        FrameBuilder.Address(source), FrameBuilder.Address(destination), payload, serviceType: trafficClass, identification: 0,
        flagsAndOffset: 0);
}
