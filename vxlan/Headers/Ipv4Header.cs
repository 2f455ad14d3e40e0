using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>An IPv4 header (RFC 791 section 3.1) without its options: a view over 20 bytes, written through.</summary>
public readonly ref struct Ipv4Header
{
    /// <summary>Bytes of the header without options.</summary>
    public const int Length = 20;

    /// <summary>Bit of <see cref="FlagsAndOffset"/>: routers may not fragment.</summary>
    public const ushort DontFragment = 0x4000;

    /// <summary>Bit of <see cref="FlagsAndOffset"/>: another fragment follows.</summary>
    public const ushort MoreFragments = 0x2000;

    /// <summary>Bits of <see cref="FlagsAndOffset"/> that hold the offset, in units of 8 bytes.</summary>
    public const ushort OffsetMask = 0x1FFF;

    /// <summary>Where <see cref="TotalLength"/> lies in the header.</summary>
    internal const int TotalLengthOffset = 2;

    /// <summary>Where <see cref="Identification"/> lies in the header.</summary>
    internal const int IdentificationOffset = 4;

    /// <summary>Where <see cref="FlagsAndOffset"/> lies in the header.</summary>
    internal const int FlagsOffset = 6;

    /// <summary>Where <see cref="Protocol"/> lies in the header.</summary>
    internal const int ProtocolOffset = 9;

    /// <summary>Where <see cref="Checksum"/> lies in the header.</summary>
    internal const int ChecksumOffset = 10;

    private readonly Span<byte> _bytes;

    /// <summary>Views the first 20 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer bytes than that.</exception>
    public Ipv4Header(Span<byte> bytes) => _bytes = bytes[..Length];

    internal Ipv4Header(ReadOnlySpan<byte> bytes) : this(HeaderAccess.ForReading(bytes))
    {
    }

    /// <summary>Version in the high four bits, header length in 32-bit words in the low four.</summary>
    public byte VersionAndLength
    {
        get => _bytes[0];
        set => _bytes[0] = value;
    }

    /// <summary>The IP version in the header; 4 if it is correct.</summary>
    public int Version => _bytes[0] >> 4;

    /// <summary>Bytes of the header with options, as the header says: 0 to 60. Below 20 it is malformed.</summary>
    public int HeaderLength => (_bytes[0] & 0xF) << 2;

    /// <summary>Differentiated services and ECN (RFC 2474, RFC 3168).</summary>
    public byte TrafficClass
    {
        get => _bytes[1];
        set => _bytes[1] = value;
    }

    /// <summary>Bytes of header and payload.</summary>
    public ushort TotalLength
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[TotalLengthOffset..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[TotalLengthOffset..], value);
    }

    /// <summary>Identifies the datagram that a fragment belongs to.</summary>
    public ushort Identification
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[IdentificationOffset..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[IdentificationOffset..], value);
    }

    /// <summary><see cref="DontFragment"/>, <see cref="MoreFragments"/> and the fragment offset.</summary>
    public ushort FlagsAndOffset
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[FlagsOffset..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[FlagsOffset..], value);
    }

    /// <summary>Hops left.</summary>
    public byte TimeToLive
    {
        get => _bytes[8];
        set => _bytes[8] = value;
    }

    /// <summary>The protocol of the payload (<see cref="IpProtocols"/>).</summary>
    public byte Protocol
    {
        get => _bytes[ProtocolOffset];
        set => _bytes[ProtocolOffset] = value;
    }

    /// <summary>The checksum of the header.</summary>
    public ushort Checksum
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[ChecksumOffset..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[ChecksumOffset..], value);
    }

    /// <summary>The sender, first byte on the wire most significant.</summary>
    public uint Source
    {
        get => BinaryPrimitives.ReadUInt32BigEndian(_bytes[12..]);
        set => BinaryPrimitives.WriteUInt32BigEndian(_bytes[12..], value);
    }

    /// <summary>The receiver, first byte on the wire most significant.</summary>
    public uint Destination
    {
        get => BinaryPrimitives.ReadUInt32BigEndian(_bytes[16..]);
        set => BinaryPrimitives.WriteUInt32BigEndian(_bytes[16..], value);
    }
}
