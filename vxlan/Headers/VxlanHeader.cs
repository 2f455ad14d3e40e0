using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>A VXLAN header (RFC 7348 section 5): a view over 8 bytes, written through.</summary>
public readonly ref struct VxlanHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Length = 8;

    /// <summary>The UDP port that IANA assigned.</summary>
    public const ushort Port = 4789;

    /// <summary>The largest VNI: it has 24 bits.</summary>
    public const uint MaxVni = 0xFF_FFFF;

    private const uint ValidVni = 0x0800_0000;

    private readonly Span<byte> _bytes;

    /// <summary>Views the first 8 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer bytes than that.</exception>
    public VxlanHeader(Span<byte> bytes) => _bytes = bytes[..Length];

    internal VxlanHeader(ReadOnlySpan<byte> bytes) : this(HeaderAccess.ForReading(bytes))
    {
    }

    /// <summary>Whether the I flag is set, without which the VNI means nothing. All other flags are reserved and ignored.</summary>
    public bool HasVni => (BinaryPrimitives.ReadUInt32BigEndian(_bytes) & ValidVni) != 0;

    /// <summary>The overlay. Writing it sets the I flag and clears everything reserved.</summary>
    public uint Vni
    {
        get => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]) >> 8;
        set => BinaryPrimitives.WriteUInt64BigEndian(_bytes, (ulong)ValidVni << 32 | value << 8);
    }
}
