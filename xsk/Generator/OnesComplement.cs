using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Falcon.Xsk;

/// <summary>
/// One's complement sums of 16-bit words as they lie in memory (RFC 1071: the sum does not care for byte order as long as all words have
/// the same). They are not folded, so that parts can be added.
/// </summary>
internal static class OnesComplement
{
    /// <summary>The sum of an even number of bytes.</summary>
    public static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        foreach (ushort word in MemoryMarshal.Cast<byte, ushort>(bytes))
            sum += word;
        return sum;
    }

    /// <summary>A number as the word that it is in network byte order.</summary>
    public static ushort Word(int value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness((ushort)value) : (ushort)value;

    /// <summary>Adds a 64-bit number in network byte order.</summary>
    public static ulong Add(ulong sum, ulong value)
    {
        ulong words = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
        return sum + (uint)words + (words >> 32);
    }

    /// <summary>The checksum, to be stored as it is: folded and complemented.</summary>
    public static ushort Checksum(ulong sum)
    {
        while (sum > 0xFFFF)
            sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
