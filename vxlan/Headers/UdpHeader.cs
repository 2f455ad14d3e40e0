using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>A UDP header (RFC 768): a view over 8 bytes, written through.</summary>
public readonly ref struct UdpHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Length = 8;

    /// <summary>Where <see cref="Checksum"/> lies in the header.</summary>
    public const int ChecksumOffset = 6;

    /// <summary>Where <see cref="DatagramLength"/> lies in the header.</summary>
    internal const int LengthOffset = 4;

    private readonly Span<byte> _bytes;

    /// <summary>Views the first 8 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer bytes than that.</exception>
    public UdpHeader(Span<byte> bytes) => _bytes = bytes[..Length];

    internal UdpHeader(ReadOnlySpan<byte> bytes) : this(HeaderAccess.ForReading(bytes))
    {
    }

    /// <summary>The sender's port.</summary>
    public ushort SourcePort
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes, value);
    }

    /// <summary>The receiver's port.</summary>
    public ushort DestinationPort
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[2..], value);
    }

    /// <summary>Bytes of header and payload.</summary>
    public ushort DatagramLength
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[LengthOffset..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[LengthOffset..], value);
    }

    /// <summary>Over pseudo header, header and payload; 0 means no checksum.</summary>
    public ushort Checksum
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[ChecksumOffset..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[ChecksumOffset..], value);
    }
}
