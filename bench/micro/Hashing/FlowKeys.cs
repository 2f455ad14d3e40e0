using System.Buffers.Binary;

namespace Falcon.Bench.Micro.Hashing;

/// <summary>Identities of flows as in headers: addresses, ports, protocol, padded to whole words (16 bytes IPv4, 40 IPv6).</summary>
internal static class FlowKeys
{
    public const int Ipv4Length = 16;
    public const int Ipv6Length = 40;

    /// <summary>One client, one server, consecutive source ports, as from a load generator.</summary>
    public static byte[][] ConsecutivePorts(int count, bool ipv6 = false) =>
        Make(count, ipv6, (i, addresses, ports) => BinaryPrimitives.WriteUInt16BigEndian(ports, (ushort)(32768 + i)));

    /// <summary>Consecutive clients of one service with equal ports, as from pods behind a resolver.</summary>
    public static byte[][] ConsecutiveAddresses(int count, bool ipv6 = false) =>
        Make(count, ipv6, (i, addresses, ports) =>
            BinaryPrimitives.WriteUInt16BigEndian(addresses[(addresses.Length / 2 - 2)..], (ushort)i));

    /// <summary>Address and port rise together, so that they could cancel each other out.</summary>
    public static byte[][] AddressAndPortTogether(int count, bool ipv6 = false) => Make(count, ipv6, (i, addresses, ports) =>
    {
        BinaryPrimitives.WriteUInt16BigEndian(addresses[(addresses.Length / 2 - 2)..], (ushort)i);
        BinaryPrimitives.WriteUInt16BigEndian(ports, (ushort)(32768 + i));
    });

    private delegate void Vary(int i, Span<byte> addresses, Span<byte> ports);

    private static byte[][] Make(int count, bool ipv6, Vary vary)
    {
        int addresses = ipv6 ? 32 : 8;
        byte[][] keys = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            byte[] key = new byte[ipv6 ? Ipv6Length : Ipv4Length];
            for (int b = 0; b < addresses; b++) key[b] = (byte)(b % (addresses / 2) == 0 ? 192 : 7 * b);
            BinaryPrimitives.WriteUInt16BigEndian(key.AsSpan(addresses + 2), 11211);
            key[addresses + 4] = 17;
            vary(i, key.AsSpan(0, addresses), key.AsSpan(addresses, 4));
            keys[i] = key;
        }

        return keys;
    }
}
