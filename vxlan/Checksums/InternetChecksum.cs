using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Simd128 = System.Runtime.Intrinsics.Vector128;
using Simd256 = System.Runtime.Intrinsics.Vector256;
using Simd512 = System.Runtime.Intrinsics.Vector512;

namespace Falcon.Vxlan;

/// <summary>
/// The Internet checksum (RFC 1071, RFC 1624). Sums and checksums are numbers in network byte order: the first byte on the wire is the most
/// significant. A sum is folded to 16 bits. It is 0 only if all bytes are zero, and 0xFFFF over data that contains its own correct
/// checksum. All variants give the same result. Stateless, any thread, no allocation.
/// </summary>
public static class InternetChecksum
{
    // Below these lengths a wider variant loses more on the remainder than it gains on the blocks (measured).
    private const int LeastForAvx2 = 64;
    private const int LeastForAvx512 = 512;

    /// <summary>The checksum of the data: the complement of its sum.</summary>
    public static ushort Compute(ReadOnlySpan<byte> data) => (ushort)~Sum(data);

    /// <summary>The folded sum, not complemented. An odd last byte counts as if a zero byte followed.</summary>
    /// <param name="data">Any length.</param>
    /// <param name="seed">The sum of the bytes before; their number must be even.</param>
    public static ushort Sum(ReadOnlySpan<byte> data, ushort seed = 0)
    {
        // The conditions on the instruction set are constants to the JIT.
        if (Simd512.IsHardwareAccelerated && data.Length >= LeastForAvx512) return Avx512(data, seed);
        if (Simd256.IsHardwareAccelerated && data.Length >= LeastForAvx2) return Avx2(data, seed);
        if (!Simd256.IsHardwareAccelerated && Simd128.IsHardwareAccelerated && data.Length >= LeastForAvx2) return Vector128(data, seed);
        return Scalar(data, seed);
    }

    /// <summary>Joins two folded sums.</summary>
    public static ushort Add(ushort left, ushort right)
    {
        uint sum = (uint)left + right;
        return (ushort)(sum + (sum >> 16));
    }

    /// <summary>The checksum after one 16-bit word of the data has changed (RFC 1624 equation 3).</summary>
    /// <param name="checksum">The checksum before the change. Wrong if all the data is zero.</param>
    /// <param name="oldWord">The word before.</param>
    /// <param name="newWord">The word after.</param>
    public static ushort Update(ushort checksum, ushort oldWord, ushort newWord) =>
        (ushort)~Add(Add((ushort)~checksum, (ushort)~oldWord), newWord);

    /// <summary>The sum of the pseudo header of TCP, UDP or ICMPv6 (RFC 9293 section 3.1, RFC 8200 section 8.1).</summary>
    /// <param name="addresses">Source and destination address as in the IP header: 8 or 32 bytes.</param>
    /// <param name="protocol">The transport protocol.</param>
    /// <param name="length">Bytes of transport header and payload, at most 65,535.</param>
    public static ushort PseudoHeader(ReadOnlySpan<byte> addresses, byte protocol, int length) =>
        Scalar(addresses, Add(protocol, (ushort)length));

    /// <summary>The sum by 64-bit words.</summary>
    public static ushort Scalar(ReadOnlySpan<byte> data, ushort seed = 0) => Finish(data, 0, seed);

    /// <summary>The sum by 128-bit vectors.</summary>
    public static ushort Vector128(ReadOnlySpan<byte> data, ushort seed = 0)
    {
        Vector128<ulong> mask = Simd128.Create((ulong)uint.MaxValue), even = default, odd = default;
        ReadOnlySpan<Vector128<ulong>> blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(data);
        foreach (Vector128<ulong> block in blocks)
        {
            even += block & mask;
            odd += block >>> 32;
        }
        return Finish(data[(blocks.Length * Vector128<byte>.Count)..], Simd128.Sum(even + odd), seed);
    }

    /// <summary>The sum by 256-bit vectors.</summary>
    public static ushort Avx2(ReadOnlySpan<byte> data, ushort seed = 0)
    {
        Vector256<ulong> mask = Simd256.Create((ulong)uint.MaxValue), even = default, odd = default;
        ReadOnlySpan<Vector256<ulong>> blocks = MemoryMarshal.Cast<byte, Vector256<ulong>>(data);
        foreach (Vector256<ulong> block in blocks)
        {
            even += block & mask;
            odd += block >>> 32;
        }
        return Finish(data[(blocks.Length * Vector256<byte>.Count)..], Simd256.Sum(even + odd), seed);
    }

    /// <summary>The sum by 512-bit vectors.</summary>
    public static ushort Avx512(ReadOnlySpan<byte> data, ushort seed = 0)
    {
        Vector512<ulong> mask = Simd512.Create((ulong)uint.MaxValue), even = default, odd = default;
        ReadOnlySpan<Vector512<ulong>> blocks = MemoryMarshal.Cast<byte, Vector512<ulong>>(data);
        foreach (Vector512<ulong> block in blocks)
        {
            even += block & mask;
            odd += block >>> 32;
        }
        return Finish(data[(blocks.Length * Vector512<byte>.Count)..], Simd512.Sum(even + odd), seed);
    }

    /// <summary>
    /// Adds the remaining bytes and folds. Words are summed in the machine's byte order and swapped at the end; the sum does not depend on
    /// byte order (RFC 1071 section 2). A 64-bit word is added as two halves, so that the sum cannot overflow.
    /// </summary>
    private static ushort Finish(ReadOnlySpan<byte> data, ulong sum, ushort seed)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (ulong word in words) sum += (uint)word + (word >> 32);
        data = data[(words.Length * sizeof(ulong))..];
        if (data.Length >= sizeof(uint))
        {
            sum += MemoryMarshal.Read<uint>(data);
            data = data[sizeof(uint)..];
        }
        if (data.Length >= sizeof(ushort))
        {
            sum += MemoryMarshal.Read<ushort>(data);
            data = data[sizeof(ushort)..];
        }
        if (data.Length > 0) sum += BitConverter.IsLittleEndian ? data[0] : (uint)data[0] << 8;

        sum = (uint)sum + (sum >> 32);
        sum = (ushort)sum + (sum >> 16 & 0xFFFF) + (sum >> 32);
        sum = (ushort)sum + (sum >> 16);
        ushort folded = (ushort)(sum + (sum >> 16));
        return Add(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(folded) : folded, seed);
    }
}
