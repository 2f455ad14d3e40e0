using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>The fixed IPv6 header (RFC 8200 section 3): a view over 40 bytes, written through.</summary>
public readonly ref struct Ipv6Header
{
    /// <summary>Bytes of the fixed header.</summary>
    public const int Length = 40;

    private readonly Span<byte> _bytes;

    /// <summary>Views the first 40 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer bytes than that.</exception>
    public Ipv6Header(Span<byte> bytes) => _bytes = bytes[..Length];

    internal Ipv6Header(ReadOnlySpan<byte> bytes) : this(HeaderAccess.ForReading(bytes))
    {
    }

    /// <summary>Version (4 bits), traffic class (8 bits) and flow label (20 bits).</summary>
    public uint VersionClassLabel
    {
        get => BinaryPrimitives.ReadUInt32BigEndian(_bytes);
        set => BinaryPrimitives.WriteUInt32BigEndian(_bytes, value);
    }

    /// <summary>The IP version in the header; 6 if it is correct.</summary>
    public int Version => _bytes[0] >> 4;

    /// <summary>Differentiated services and ECN (RFC 2474, RFC 3168).</summary>
    public byte TrafficClass
    {
        get => (byte)(VersionClassLabel >> 20);
        set => VersionClassLabel = VersionClassLabel & ~(0xFFu << 20) | (uint)value << 20;
    }

    /// <summary>Bytes after the fixed header, extension headers included.</summary>
    public ushort PayloadLength
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[4..], value);
    }

    /// <summary>The type of the next header (<see cref="IpProtocols"/>).</summary>
    public byte NextHeader
    {
        get => _bytes[6];
        set => _bytes[6] = value;
    }

    /// <summary>Hops left.</summary>
    public byte HopLimit
    {
        get => _bytes[7];
        set => _bytes[7] = value;
    }

    /// <summary>The sender, first byte on the wire most significant.</summary>
    public UInt128 Source
    {
        get => BinaryPrimitives.ReadUInt128BigEndian(_bytes[8..]);
        set => BinaryPrimitives.WriteUInt128BigEndian(_bytes[8..], value);
    }

    /// <summary>The receiver, first byte on the wire most significant.</summary>
    public UInt128 Destination
    {
        get => BinaryPrimitives.ReadUInt128BigEndian(_bytes[24..]);
        set => BinaryPrimitives.WriteUInt128BigEndian(_bytes[24..], value);
    }
}
