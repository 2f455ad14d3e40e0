using System.Runtime.InteropServices;
using System.Security.Cryptography;
using K4os.Hash.xxHash;

namespace Falcon.Steering;

/// <summary>
/// The hash of a flow where tenants may be hostile: xxHash64 with a random secret per instance. The secret is as long as the flow's
/// identity, so that nobody can choose addresses and ports that make flows collide. Thread-safe.
/// </summary>
public sealed class SecretFlowHash
{
    private const int MostWords = 5; // two IPv6 addresses, and ports with protocol

    private readonly ulong[] _secret = new ulong[MostWords];

    /// <summary>A hash with a new secret.</summary>
    public SecretFlowHash() => RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_secret.AsSpan()));

    /// <inheritdoc cref="FlowHash.Compute"/>
    public uint Compute(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> ports, byte protocol)
    {
        Span<ulong> key = stackalloc ulong[MostWords];
        int words = 0;
        for (; addresses.Length >= sizeof(ulong); addresses = addresses[sizeof(ulong)..])
            key[words++] = MemoryMarshal.Read<ulong>(addresses);
        ulong rest = ports.Length >= sizeof(uint) ? (ulong)MemoryMarshal.Read<uint>(ports) << 32 : 0;
        if (addresses.Length >= sizeof(uint)) rest |= (ulong)MemoryMarshal.Read<uint>(addresses) << 32; // MAC addresses have no ports
        key[words++] = rest | protocol;
        for (int word = 0; word < words; word++) key[word] ^= _secret[word];
        ulong hash = XXH64.DigestOf(MemoryMarshal.AsBytes(key[..words]));
        return (uint)(hash ^ hash >> 32);
    }
}
