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
    private const uint NextProtocol = 0x0400_0000;
    private const uint Oam = 0x0100_0000;
    private const byte EthernetProtocol = 3;

    private readonly Span<byte> _bytes;

    /// <summary>Views the first 8 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer bytes than that.</exception>
    public VxlanHeader(Span<byte> bytes) => _bytes = bytes[..Length];

    internal VxlanHeader(ReadOnlySpan<byte> bytes) : this(HeaderAccess.ForReading(bytes))
    {
    }

    /// <summary>
    /// Whether an Ethernet frame of an overlay follows: the I flag is set, and the header is not a VXLAN-GPE header
    /// (draft-ietf-nvo3-vxlan-gpe section 3) with another protocol (P flag) or an OAM message (O flag).
    /// </summary>
    public bool CarriesEthernet
    {
        get
        {
            uint word = BinaryPrimitives.ReadUInt32BigEndian(_bytes);
            bool otherProtocol = (word & NextProtocol) != 0 && (byte)word != EthernetProtocol;
            return (word & ValidVni) != 0 && (word & Oam) == 0 && !otherProtocol;
        }
    }

    /// <summary>Whether a bit is set that RFC 7348 section 5 reserves: any bit except the I flag and the VNI.</summary>
    public bool HasReservedBits => (BinaryPrimitives.ReadUInt64BigEndian(_bytes) & ~((ulong)ValidVni << 32 | MaxVni << 8)) != 0;

    /// <summary>The overlay's VNI. Writing it sets the I flag and clears all reserved bits.</summary>
    public uint Vni
    {
        get => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]) >> 8;
        set => BinaryPrimitives.WriteUInt64BigEndian(_bytes, (ulong)ValidVni << 32 | value << 8);
    }
}
