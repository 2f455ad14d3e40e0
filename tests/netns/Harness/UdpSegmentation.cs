using System.Net.Sockets;

namespace Falcon.Netns.Tests.Harness;

/// <summary>What a UDP socket sends at once is cut into datagrams, by the kernel or by whoever takes the large frame; udp(7).</summary>
public static class UdpSegmentation
{
    private const int UdpSegment = 103; // linux/udp.h

    /// <param name="socket">A UDP socket.</param>
    /// <param name="size">Payload bytes of a datagram; 0: it is not cut.</param>
    public static void CutInto(this Socket socket, int size) =>
        socket.SetRawSocketOption((int)ProtocolType.Udp, UdpSegment, BitConverter.GetBytes(size));
}
