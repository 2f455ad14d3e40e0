using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>A TCP header (RFC 9293 section 3.1) without its options: a view over 20 bytes, written through.</summary>
public readonly ref struct TcpHeader
{
    /// <summary>Bytes of the header without options.</summary>
    public const int Length = 20;

    /// <summary>Where <see cref="HeaderLength"/> lies in the header.</summary>
    internal const int DataOffset = 12;

    /// <summary>Where <see cref="Checksum"/> lies in the header.</summary>
    public const int ChecksumOffset = 16;

    private readonly Span<byte> _bytes;

    /// <summary>Views the first 20 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer bytes than that.</exception>
    public TcpHeader(Span<byte> bytes) => _bytes = bytes[..Length];

    internal TcpHeader(ReadOnlySpan<byte> bytes) : this(HeaderAccess.ForReading(bytes))
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

    /// <summary>Number of the first payload byte.</summary>
    public uint Sequence
    {
        get => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);
        set => BinaryPrimitives.WriteUInt32BigEndian(_bytes[4..], value);
    }

    /// <summary>Number of the next byte that the sender expects.</summary>
    public uint Acknowledgement
    {
        get => BinaryPrimitives.ReadUInt32BigEndian(_bytes[8..]);
        set => BinaryPrimitives.WriteUInt32BigEndian(_bytes[8..], value);
    }

    /// <summary>Bytes of the header with options, as the header says: 0 to 60. Below 20 it is malformed.</summary>
    public int HeaderLength
    {
        get => _bytes[DataOffset] >> 4 << 2;
        set => _bytes[DataOffset] = (byte)(value << 2 & 0xF0 | _bytes[DataOffset] & 0xF);
    }

    /// <summary>CWR, ECE, URG, ACK, PSH, RST, SYN, FIN.</summary>
    public TcpFlags Flags
    {
        get => (TcpFlags)_bytes[13];
        set => _bytes[13] = (byte)value;
    }

    /// <summary>The receive window.</summary>
    public ushort Window
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[14..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[14..], value);
    }

    /// <summary>Over pseudo header, header and payload.</summary>
    public ushort Checksum
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[ChecksumOffset..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[ChecksumOffset..], value);
    }

    /// <summary>Where urgent data ends.</summary>
    public ushort UrgentPointer
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[18..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[18..], value);
    }
}
