using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>Outer frames for the XDP program, built byte by byte.</summary>
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
        IPAddress? destination = null, ushort port = Port, byte flags = 0x08, uint vni = Vni, byte protocol = 17, ushort fragment = 0x4000,
        int optionWords = 0, params ushort[] vlanTypes)
    {
        destination ??= Vtep4;
        var frame = new List<byte>();
        frame.AddRange(new byte[12]);
        foreach (ushort type in vlanTypes)
            frame.AddRange(Words(type, 42));

        byte[] datagram = [.. Words(50000, port, 76, 0), flags, 0, 0, 0, (byte)(vni >> 16), (byte)(vni >> 8), (byte)vni, 0, .. Enumerable.Range(0, InnerLength).Select(i => (byte)i)];
        if (destination.AddressFamily == AddressFamily.InterNetwork)
        {
            frame.AddRange(Words(0x0800));
            frame.AddRange([(byte)(0x45 + optionWords), 0, .. Words((ushort)(20 + (4 * optionWords) + datagram.Length), 0, fragment), 64, protocol, 0, 0]);
            frame.AddRange(IPAddress.Parse("10.9.0.2").GetAddressBytes());
            frame.AddRange(destination.GetAddressBytes());
            frame.AddRange(new byte[4 * Math.Max(optionWords, 0)]);
        }
        else
        {
            frame.AddRange(Words(0x86dd));
            frame.AddRange([0x60, 0, 0, 0, .. Words((ushort)datagram.Length), protocol, 64]);
            frame.AddRange(IPAddress.Parse("fd09::2").GetAddressBytes());
            frame.AddRange(destination.GetAddressBytes());
        }

        frame.AddRange(datagram);
        return [.. frame];
    }

    private static byte[] Words(params ushort[] words)
    {
        var bytes = new byte[2 * words.Length];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2 * i), words[i]);
        return bytes;
    }
}
