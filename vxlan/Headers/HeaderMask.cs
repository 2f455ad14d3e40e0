using System.Runtime.Intrinsics;

namespace Falcon.Vxlan;

/// <summary>
/// Which bits of the headers at the beginning of two frames must be alike, for frames of 33 to 64 bytes of headers whose fields lie at constant places.
/// Compares them all at once. Immutable, any thread.
/// </summary>
internal readonly struct HeaderMask
{
    // Two vectors cover the headers; the second one ends where they do.
    private readonly int _secondOffset;
    private readonly Vector256<byte> _first;
    private readonly Vector256<byte> _second;

    private HeaderMask(ReadOnlySpan<byte> mask)
    {
        _secondOffset = mask.Length - Vector256<byte>.Count;
        _first = Vector256.Create(mask[..Vector256<byte>.Count]);
        _second = Vector256.Create(mask[_secondOffset..]);
    }

    /// <summary>All bits of so many bytes but those of some 16-bit fields.</summary>
    /// <param name="length">Bytes of the headers.</param>
    /// <param name="differing">Where the fields begin that may differ.</param>
    internal static HeaderMask AllBut(int length, params ReadOnlySpan<int> differing)
    {
        Span<byte> mask = stackalloc byte[length];
        mask.Fill(0xFF);
        foreach (int field in differing) mask.Slice(field, sizeof(ushort)).Clear();
        return new HeaderMask(mask);
    }

    /// <summary>Whether two headers are alike where they must be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them is shorter than the mask.</exception>
    internal bool IsAlike(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Vector256<byte> first = Vector256.Create(left) ^ Vector256.Create(right);
        Vector256<byte> second = Vector256.Create(left[_secondOffset..]) ^ Vector256.Create(right[_secondOffset..]);
        return (first & _first | second & _second) == Vector256<byte>.Zero;
    }
}
