using System.Net;
using System.Net.Sockets;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>Outer frames for the XDP program.</summary>
internal static class VxlanFrames
{
    public const ushort Port = 4789;
    public const uint Vni = 100;

    /// <summary>Where the inner frame starts on IPv4 without tags and options, and its length.</summary>
    public const int InnerOffset = 14 + 20 + 8 + 8;
    public const int InnerLength = 60;
    public static readonly IPAddress Vtep4 = IPAddress.Parse("10.9.0.1");
    public static readonly IPAddress Vtep6 = IPAddress.Parse("fd09::1");

    /// <summary>A VXLAN frame of 110 bytes (130 on IPv6) plus VLAN tags and IPv4 options.</summary>
    public static byte[] Build(
        IPAddress? destination = null, ushort port = Port, byte flags = FrameBuilder.VxlanFlags, uint vni = Vni,
        byte protocol = FrameBuilder.UdpProtocol, ushort fragment = FrameBuilder.DontFragment, int optionWords = 0,
        params ushort[] vlanTypes)
    {
        destination ??= Vtep4;
        byte[] inner = [.. Enumerable.Range(0, InnerLength).Select(i => (byte)i)];
        byte[] datagram = FrameBuilder.Udp(50000, port, FrameBuilder.Vxlan(vni, inner, flags));
        bool ipv4 = destination.AddressFamily == AddressFamily.InterNetwork;
        byte[] packet = ipv4 ? Ipv4(destination, datagram, protocol, fragment, optionWords) : Ipv6(destination, datagram, protocol);
        byte[] frame = FrameBuilder.Ethernet(new byte[6], new byte[6], ipv4 ? FrameBuilder.Ipv4Type : FrameBuilder.Ipv6Type, packet);
        return vlanTypes.Reverse().Aggregate(frame, (tagged, type) => FrameBuilder.Tagged(tagged, 42, type));
    }

    private static byte[] Ipv4(IPAddress destination, byte[] datagram, byte protocol, ushort fragment, int optionWords)
    {
        byte[] packet = FrameBuilder.Ipv4(
            FrameBuilder.Address("10.9.0.2"), destination.GetAddressBytes(), datagram, protocol, identification: 0,
            flagsAndOffset: fragment,
            options: new byte[4 * Math.Max(optionWords, 0)]);
        return optionWords >= 0 ? packet : FrameBuilder.With(packet, 0, (byte)(0x45 + optionWords));
    }

    private static byte[] Ipv6(IPAddress destination, byte[] datagram, byte protocol) =>
        FrameBuilder.Ipv6(FrameBuilder.Address("fd09::2"), destination.GetAddressBytes(), datagram, protocol);
}
