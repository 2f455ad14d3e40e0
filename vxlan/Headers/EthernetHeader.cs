using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>An Ethernet II header (IEEE 802.3 clause 3): a view over 14 bytes, written through.</summary>
public readonly ref struct EthernetHeader
{
    /// <summary>Bytes of the header, without tags.</summary>
    public const int Length = 14;

    private readonly Span<byte> _bytes;

    /// <summary>Views the first 14 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer bytes than that.</exception>
    public EthernetHeader(Span<byte> bytes) => _bytes = bytes[..Length];

    internal EthernetHeader(ReadOnlySpan<byte> bytes) : this(HeaderAccess.ForReading(bytes))
    {
    }

    /// <summary>The receiver's address.</summary>
    public MacAddress Destination
    {
        get => MacAddress.Read(_bytes);
        set => value.Write(_bytes);
    }

    /// <summary>The sender's address.</summary>
    public MacAddress Source
    {
        get => MacAddress.Read(_bytes[6..]);
        set => value.Write(_bytes[6..]);
    }

    /// <summary>The type of the payload (<see cref="EtherTypes"/>); below 0x0600 it is an IEEE 802.3 length.</summary>
    public ushort EtherType
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[12..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[12..], value);
    }
}
