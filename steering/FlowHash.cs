using System.Runtime.CompilerServices;
using K4os.Hash.xxHash;

namespace Falcon.Steering;

/// <summary>The hash that names a flow: the same for every packet of it, spread evenly over flows. Thread-safe.</summary>
public static class FlowHash
{
    /// <summary>Hashes a flow's identity with xxHash.</summary>
    /// <param name="addresses">Source and destination address: 8 bytes (IPv4), 32 (IPv6) or 12 (MAC addresses).</param>
    /// <param name="ports">Source and destination port, 4 bytes; empty for fragments and protocols without ports.</param>
    /// <param name="protocol">The IP protocol number; 0 for what is not IP.</param>
    public static uint Compute(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> ports, byte protocol)
    {
        Key key = default;
        Span<byte> bytes = key;
        addresses.CopyTo(bytes);
        ports.CopyTo(bytes[addresses.Length..]);
        int end = addresses.Length + 4;
        bytes[end] = protocol;
        ulong hash = XXH64.DigestOf(bytes[..(end + 4)]);
        return (uint)(hash ^ hash >> 32);
    }

    /// <summary>Room for the longest identity, padded to whole words.</summary>
    [InlineArray(40)]
    private struct Key
    {
        private byte _first;
    }
}
