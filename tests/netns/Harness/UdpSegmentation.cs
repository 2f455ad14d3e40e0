using System.Net.Sockets;

namespace Falcon.Netns.Tests.Harness;

/// <summary>
/// UDP segmentation (udp(7)): the kernel, or the receiver of the large frame, cuts what a socket sends at once into datagrams.
/// </summary>
public static class UdpSegmentation
{
    private const int UdpSegment = 103; // linux/udp.h

    /// <param name="socket">A UDP socket.</param>
    /// <param name="size">Payload bytes of a datagram; 0 to turn segmentation off.</param>
    public static void CutInto(this Socket socket, int size) =>
        socket.SetRawSocketOption((int)ProtocolType.Udp, UdpSegment, BitConverter.GetBytes(size));
}
