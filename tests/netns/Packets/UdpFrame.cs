using System.Buffers.Binary;
using System.Net;
using Falcon.Netns.Tests.Links;

namespace Falcon.Netns.Tests.Packets;

/// <summary>Ethernet, IPv4 and UDP headers from the remote neighbour to a container; the UDP checksum is left to the kernel.</summary>
public static class UdpFrame
{
    public const int HeaderLength = 42;
    public const int UdpOffset = 34;
    public const int ChecksumOffset = 6;

    /// <summary>Writes the headers of a datagram, or of a train, of <paramref name="payloadLength"/> bytes, with the pseudo header's sum as checksum.</summary>
    public static byte[] Headers(ushort sourcePort, ushort port, int payloadLength, byte[]? destinationMac = null, string destination = VethPair.LocalIp)
    {
        var frame = new byte[HeaderLength];
        (destinationMac ?? VethPair.ContainerMac).CopyTo(frame, 0);
        VethPair.RemoteMac.CopyTo(frame, 6);
        frame[12] = 0x08;
        var ip = frame.AsSpan(14, 20);
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(28 + payloadLength));
        ip[8] = 64;
        ip[9] = 17;
        IPAddress.Parse(VethPair.RemoteIp).GetAddressBytes().CopyTo(ip[12..]);
        IPAddress.Parse(destination).GetAddressBytes().CopyTo(ip[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], (ushort)~Sum(ip, 0));
        var udp = frame.AsSpan(UdpOffset);
        BinaryPrimitives.WriteUInt16BigEndian(udp, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)(8 + payloadLength));
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], Sum(ip[12..20], (uint)(17 + 8 + payloadLength)));
        return frame;
    }

    private static ushort Sum(ReadOnlySpan<byte> words, uint seed)
    {
        for (var i = 0; i < words.Length; i += 2)
            seed += BinaryPrimitives.ReadUInt16BigEndian(words[i..]);
        while (seed > 0xffff)
            seed = (seed & 0xffff) + (seed >> 16);
        return (ushort)seed;
    }
}
