using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Falcon.Vxlan;

/// <summary>
/// Hashes 64-bit keys with a random secret of 192 bits per instance, so that nobody can choose keys that collide. The highest bits are the
/// best. Both multipliers are secret: nobody can know which key differences the first product makes, nor which of those the second one maps
/// to equal high bits. Thread-safe. docs/decisions/tables-have-owners.md says why it is not xxHash.
/// </summary>
public readonly struct KeyedHash
{
    private readonly ulong _mask;
    private readonly ulong _first;
    private readonly ulong _second;

    private KeyedHash(ReadOnlySpan<ulong> secret)
    {
        _mask = secret[0];
        _first = secret[1] | 1;
        _second = secret[2] | 1;
    }

    /// <summary>A hash with a new secret.</summary>
    public static KeyedHash Create()
    {
        Span<ulong> secret = stackalloc ulong[3];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(secret));
        return new KeyedHash(secret);
    }

    /// <summary>Hashes a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a few instructions, several times per frame
    public ulong Of(ulong key)
    {
        ulong product = (key ^ _mask) * _first;
        return (product ^ product >> 32) * _second;
    }

    /// <summary>Hashes a key of 128 bits.</summary>
    public ulong Of(UInt128 key) => Of(Of((ulong)(key >> 64)) ^ (ulong)key);
}
