using System.Net;
using System.Net.Sockets;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>Outer headers for the kernel path.</summary>
internal static class KernelPathFrames
{
    /// <summary>Complete except for what the program fills in, which is zero.</summary>
    public static byte[] OuterHeader(string local, string remote, byte[] source, byte[] nextHop, byte serviceType = 0)
    {
        bool ipv4 = IPAddress.Parse(local).AddressFamily == AddressFamily.InterNetwork;
        byte[] udp = [.. FrameBuilder.Words(0, VxlanFrames.Port, 0, 0), FrameBuilder.VxlanFlags, .. new byte[7]];
        byte[] packet = ipv4
            ? FrameBuilder.Ipv4(
                FrameBuilder.Address(local), FrameBuilder.Address(remote), udp, serviceType: serviceType, identification: 0)
            : FrameBuilder.Ipv6(FrameBuilder.Address(local), FrameBuilder.Address(remote), udp, trafficClass: serviceType);
        (packet[ipv4 ? 2 : 4], packet[ipv4 ? 3 : 5]) = (0, 0); // the length
        return FrameBuilder.Ethernet(nextHop, source, ipv4 ? FrameBuilder.Ipv4Type : FrameBuilder.Ipv6Type, packet);
    }
}
