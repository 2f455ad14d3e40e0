using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>The four bytes after a VLAN EtherType (IEEE 802.1Q clause 9): a view, written through.</summary>
public readonly ref struct VlanTag
{
    /// <summary>Bytes of the tag: control information and the next EtherType.</summary>
    public const int Length = 4;

    private readonly Span<byte> _bytes;

    /// <summary>Views the first 4 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer bytes than that.</exception>
    public VlanTag(Span<byte> bytes) => _bytes = bytes[..Length];

    internal VlanTag(ReadOnlySpan<byte> bytes) : this(HeaderAccess.ForReading(bytes))
    {
    }

    /// <summary>Priority (3 bits), drop eligibility (1 bit), VLAN identifier (12 bits).</summary>
    public ushort ControlInformation
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes, value);
    }

    /// <summary>The VLAN, 0 to 4095.</summary>
    public int Identifier => ControlInformation & 0xFFF;

    /// <summary>The type of what follows the tag.</summary>
    public ushort EtherType
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[2..], value);
    }
}
