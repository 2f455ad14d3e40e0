using System.Buffers.Binary;
using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests;

/// <summary>Frames written byte by byte from the RFCs, without the code under test.</summary>
internal static class TestFrames
{
    public static readonly MacAddress Remote = new(0x0200_0000_0101);

    /// <summary>Ethernet, IPv4, UDP, payload.</summary>
    public static byte[] Udp(MacAddress source, MacAddress destination, int payload = 18, ushort sourcePort = 1000, ushort etherType = 0x0800)
    {
        var frame = new byte[14 + 20 + 8 + payload];
        destination.Write(frame);
        source.Write(frame.AsSpan(6));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), etherType);
        WriteIpv4(frame.AsSpan(14), IPAddress.Parse("192.168.1.1"), IPAddress.Parse("192.168.1.2"), 28 + payload);
        WriteUdp(frame.AsSpan(34), sourcePort, 9, 8 + payload);
        return frame;
    }

    /// <summary>The inner frame behind outer Ethernet, IPv4, UDP and VXLAN headers.</summary>
    public static byte[] Vxlan(byte[] inner, uint vni = 100, IPAddress? from = null, IPAddress? to = null, byte trafficClass = 0)
    {
        var frame = new byte[50 + inner.Length];
        MemoryHost.UplinkMac.Write(frame);
        new MacAddress(0x0200_0000_0900).Write(frame.AsSpan(6));
        frame[12] = 0x08;
        WriteIpv4(frame.AsSpan(14), from ?? MemoryHost.PeerA, to ?? MemoryHost.Local, 36 + inner.Length, trafficClass);
        WriteUdp(frame.AsSpan(34), 50_000, 4789, 16 + inner.Length);
        frame[42] = 0x08;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(46), vni << 8);
        inner.CopyTo(frame.AsSpan(50));
        return frame;
    }

    private static void WriteIpv4(Span<byte> header, IPAddress source, IPAddress destination, int length, byte trafficClass = 0)
    {
        header[0] = 0x45;
        header[1] = trafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)length);
        header[8] = 64;
        header[9] = 17;
        source.TryWriteBytes(header[12..], out _);
        destination.TryWriteBytes(header[16..], out _);
        uint sum = 0;
        for (int i = 0; i < 20; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        sum = (sum & 0xFFFF) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)~((sum & 0xFFFF) + (sum >> 16)));
    }

    private static void WriteUdp(Span<byte> header, ushort source, ushort destination, int length)
    {
        BinaryPrimitives.WriteUInt16BigEndian(header, source);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], destination);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)length);
    }
}
