using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Packets;

/// <summary>Ethernet, IPv4 and UDP headers from the remote neighbour to a container; the UDP checksum is left to the kernel.</summary>
public static class UdpFrame
{
    public const int HeaderLength = 42;
    public const int UdpOffset = 34;
    public const int ChecksumOffset = 6;

    /// <summary>
    /// The headers of a datagram, or of a train, of <paramref name="payloadLength"/> bytes; the checksum is the pseudo header's sum.
    /// </summary>
    public static byte[] Headers(
        ushort sourcePort, ushort port, int payloadLength, byte[]? destinationMac = null, string destination = ContainerLink.LocalIp)
    {
        byte[] from = FrameBuilder.Address(ContainerLink.RemoteIp), to = FrameBuilder.Address(destination);
        ushort length = (ushort)(8 + payloadLength);
        ushort sum = FrameBuilder.PseudoHeader(from, to, FrameBuilder.UdpProtocol, 8 + payloadLength);
        byte[] datagram = [.. FrameBuilder.Words(sourcePort, port, length, sum), .. new byte[payloadLength]];
        byte[] packet = FrameBuilder.Ipv4(from, to, datagram, identification: 0, flagsAndOffset: 0);
        byte[] mac = destinationMac ?? ContainerLink.ContainerMac;
        return FrameBuilder.Ethernet(mac, ContainerLink.RemoteMac, FrameBuilder.Ipv4Type, packet)[..HeaderLength];
    }
}
