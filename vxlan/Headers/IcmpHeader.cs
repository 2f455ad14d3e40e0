using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>An ICMP or ICMPv6 header (RFC 792, RFC 4443): a view over 8 bytes, written through.</summary>
public readonly ref struct IcmpHeader
{
    /// <summary>Bytes of the header with its type-specific word.</summary>
    public const int Length = 8;

    /// <summary>Where <see cref="Checksum"/> lies in the header.</summary>
    public const int ChecksumOffset = 2;

    private readonly Span<byte> _bytes;

    /// <summary>Views the first 8 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer bytes than that.</exception>
    public IcmpHeader(Span<byte> bytes) => _bytes = bytes[..Length];

    internal IcmpHeader(ReadOnlySpan<byte> bytes) : this(HeaderAccess.ForReading(bytes))
    {
    }

    /// <summary>The message.</summary>
    public byte Type
    {
        get => _bytes[0];
        set => _bytes[0] = value;
    }

    /// <summary>The message's variant within its type.</summary>
    public byte Code
    {
        get => _bytes[1];
        set => _bytes[1] = value;
    }

    /// <summary>Over the whole message; ICMPv6 adds a pseudo header.</summary>
    public ushort Checksum
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[ChecksumOffset..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[ChecksumOffset..], value);
    }

    /// <summary>Echo messages: identifies the sender of the request.</summary>
    public ushort Identifier
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[4..], value);
    }

    /// <summary>Echo messages: the number of the request.</summary>
    public ushort Sequence
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[6..], value);
    }
}
