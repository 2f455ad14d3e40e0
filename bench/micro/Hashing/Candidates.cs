using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using K4os.Hash.xxHash;

namespace Falcon.Bench.Micro.Hashing;

/// <summary>Hash functions that were considered for flows. Each takes whole 64-bit words.</summary>
internal static class Candidates
{
    public static uint Xxh64(ReadOnlySpan<byte> key)
    {
        ulong hash = XXH64.DigestOf(key);
        return (uint)(hash ^ hash >> 32);
    }

    public static uint Xxh32(ReadOnlySpan<byte> key) => XXH32.DigestOf(key);

    /// <summary>CRC32-C by the processor's instruction, unchanged.</summary>
    public static uint Crc32(ReadOnlySpan<byte> key)
    {
        uint crc = uint.MaxValue;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(key)) crc = BitOperations.Crc32C(crc, word);
        return crc;
    }

    /// <summary>CRC32-C, then the finaliser of MurmurHash3: still linear inside, but not its result.</summary>
    public static uint Crc32Mixed(ReadOnlySpan<byte> key)
    {
        uint hash = Crc32(key);
        hash = (hash ^ hash >> 16) * 0x85EB_CA6B;
        hash = (hash ^ hash >> 13) * 0xC2B2_AE35;
        return hash ^ hash >> 16;
    }

    /// <summary>Toeplitz as in network cards (Microsoft's RSS), with one table look-up per byte.</summary>
    public static uint Toeplitz(ReadOnlySpan<byte> key)
    {
        uint hash = 0;
        uint[] table = s_toeplitz;
        for (int i = 0; i < key.Length; i++) hash ^= table[i << 8 | key[i]];
        return hash;
    }

    private static readonly uint[] s_toeplitz = ToeplitzTable(FlowKeys.Ipv6Length);

    private static uint[] ToeplitzTable(int bytes)
    {
        byte[] secret = new byte[bytes + 8];
        new Random(42).NextBytes(secret);
        uint[] table = new uint[bytes << 8];
        for (int i = 0; i < bytes; i++)
        {
            ulong window = BinaryPrimitives.ReadUInt64BigEndian(secret.AsSpan(i));
            for (int value = 0; value < 256; value++)
            {
                for (int bit = 0; bit < 8; bit++)
                {
                    if ((value & 0x80 >> bit) != 0) table[i << 8 | value] ^= (uint)(window << bit >> 32);
                }
            }
        }

        return table;
    }
}
