using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>ARP for IPv4 over Ethernet (RFC 826): a view over 28 bytes, written through.</summary>
public readonly ref struct ArpPacket
{
    /// <summary>Bytes of the packet.</summary>
    public const int Length = 28;

    /// <summary>Operation: who has this address?</summary>
    public const ushort Request = 1;

    /// <summary>Operation: I have it.</summary>
    public const ushort Reply = 2;

    private const uint EthernetHardwareIpv4Protocol = 0x0001_0800;
    private const ushort SixByteHardwareFourByteProtocol = 0x0604;

    private readonly Span<byte> _bytes;

    /// <summary>Views the first 28 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer bytes than that.</exception>
    public ArpPacket(Span<byte> bytes) => _bytes = bytes[..Length];

    internal ArpPacket(ReadOnlySpan<byte> bytes) : this(HeaderAccess.ForReading(bytes))
    {
    }

    /// <summary>Whether the types and lengths say IPv4 over Ethernet; if not, the other fields mean nothing.</summary>
    public bool IsIpv4OverEthernet =>
        BinaryPrimitives.ReadUInt32BigEndian(_bytes) == EthernetHardwareIpv4Protocol
        && BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]) == SixByteHardwareFourByteProtocol;

    /// <summary><see cref="Request"/>, <see cref="Reply"/> or another.</summary>
    public ushort Operation
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(_bytes[6..], value);
    }

    /// <summary>The sender's MAC address.</summary>
    public MacAddress SenderMac
    {
        get => MacAddress.Read(_bytes[8..]);
        set => value.Write(_bytes[8..]);
    }

    /// <summary>The sender's IPv4 address, first byte on the wire most significant.</summary>
    public uint SenderAddress
    {
        get => BinaryPrimitives.ReadUInt32BigEndian(_bytes[14..]);
        set => BinaryPrimitives.WriteUInt32BigEndian(_bytes[14..], value);
    }

    /// <summary>The target's MAC address.</summary>
    public MacAddress TargetMac
    {
        get => MacAddress.Read(_bytes[18..]);
        set => value.Write(_bytes[18..]);
    }

    /// <summary>The target's IPv4 address, first byte on the wire most significant.</summary>
    public uint TargetAddress
    {
        get => BinaryPrimitives.ReadUInt32BigEndian(_bytes[24..]);
        set => BinaryPrimitives.WriteUInt32BigEndian(_bytes[24..], value);
    }

    /// <summary>Writes the types and lengths of IPv4 over Ethernet.</summary>
    public void SetIpv4OverEthernet()
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes, EthernetHardwareIpv4Protocol);
        BinaryPrimitives.WriteUInt16BigEndian(_bytes[4..], SixByteHardwareFourByteProtocol);
    }
}
