using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Falcon.Steering;

/// <summary>
/// The hash of a flow: the same for all its packets, evenly spread over flows. CRC32-C (a processor instruction), then the finaliser of
/// MurmurHash3, so that no bit of the result is a plain sum of the key's bits. As even as xxHash at half its cost or less
/// (docs/lab/micro-benchmarks.md). Not secret: whoever chooses addresses and ports can make flows collide. <see cref="SecretFlowHash"/>
/// prevents that. Thread-safe.
/// </summary>
public static class FlowHash
{
    /// <summary>Hashes a flow's identity.</summary>
    /// <param name="addresses">Source and destination address: 8 bytes (IPv4), 32 (IPv6) or 12 (MAC addresses).</param>
    /// <param name="ports">Source and destination port, 4 bytes; empty for fragments and protocols without ports.</param>
    /// <param name="protocol">The IP protocol number; 0 if it is not IP.</param>
    public static uint Compute(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> ports, byte protocol)
    {
        uint crc = uint.MaxValue;
        for (; addresses.Length >= sizeof(ulong); addresses = addresses[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, MemoryMarshal.Read<ulong>(addresses));
        if (addresses.Length >= sizeof(uint)) crc = BitOperations.Crc32C(crc, MemoryMarshal.Read<uint>(addresses));
        ulong rest = ports.Length >= sizeof(uint) ? (ulong)MemoryMarshal.Read<uint>(ports) << 32 : 0;
        return Mix(BitOperations.Crc32C(crc, rest | protocol));
    }

    /// <summary>Spreads a difference in few bits over all bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once per frame, in a caller that uses up its inlining budget
    internal static uint Mix(uint hash)
    {
        hash = (hash ^ hash >> 16) * 0x85EB_CA6B;
        hash = (hash ^ hash >> 13) * 0xC2B2_AE35;
        return hash ^ hash >> 16;
    }
}
