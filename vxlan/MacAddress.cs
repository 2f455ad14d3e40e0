using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Falcon.Vxlan;

/// <summary>A 48-bit IEEE 802 address in the low bits of an integer, first byte on the wire most significant.</summary>
/// <param name="Value">The address; bits 48 to 63 are zero.</param>
public readonly record struct MacAddress(ulong Value) : ISpanParsable<MacAddress>
{
    /// <summary>ff:ff:ff:ff:ff:ff.</summary>
    public static readonly MacAddress Broadcast = new(0xFFFF_FFFF_FFFF);

    /// <summary>Whether it is a group address: multicast or broadcast (the I/G bit).</summary>
    public bool IsGroup => (Value >> 40 & 1) != 0;

    /// <summary>Reads six bytes in network order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than six bytes.</exception>
    public static MacAddress Read(ReadOnlySpan<byte> bytes) =>
        new((ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32
            | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]));

    /// <summary>Writes six bytes in network order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than six bytes.</exception>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(Value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)Value);
    }

    /// <summary>Six bytes in network order.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[6];
        Write(bytes);
        return bytes;
    }

    /// <summary>Parses <c>aa:bb:cc:dd:ee:ff</c>, upper or lower case.</summary>
    /// <exception cref="FormatException">The text is not a MAC address.</exception>
    public static MacAddress Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out MacAddress mac)
            ? mac
            : throw new FormatException($"'{s}' is not a MAC address such as 02:00:00:00:02:01");

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static MacAddress Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <summary>Tries to parse <c>aa:bb:cc:dd:ee:ff</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out MacAddress result)
    {
        result = default;
        if (s.Length != 17) return false;
        ulong value = 0;
        for (int i = 0; i < 17; i += 3)
        {
            if (i > 0 && s[i - 1] != ':') return false;
            if (!byte.TryParse(s.Slice(i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte b)) return false;
            value = value << 8 | b;
        }
        result = new MacAddress(value);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out MacAddress)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MacAddress result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <summary>The usual text: lower case, colons.</summary>
    public override string ToString() => string.Create(17, Value, static (text, value) =>
    {
        for (int i = 0; i < 6; i++)
        {
            (value >> 40 - 8 * i & 0xFF).TryFormat(text[(3 * i)..], out _, "x2", CultureInfo.InvariantCulture);
            if (i < 5) text[3 * i + 2] = ':';
        }
    });
}
