using System.Buffers.Binary;

namespace Falcon.Testing.Frames;

/// <summary>A TCP segment or UDP datagram in its Ethernet frame, made without the code under test.</summary>
public sealed record Segment
{
    public const byte Fin = 0x01, Syn = 0x02, Rst = 0x04, Psh = 0x08, Ack = 0x10, Urg = 0x20, Ece = 0x40, Cwr = 0x80;

    public bool Ipv6 { get; init; }

    public bool Tcp { get; init; }

    public byte[] ToMac { get; init; } = [2, 0, 0, 0, 2, 0];

    public byte[] FromMac { get; init; } = [2, 0, 0, 0, 1, 1];

    /// <summary>The source address, 4 or 16 bytes; null for a documentation address.</summary>
    public byte[]? From { get; init; }

    public byte[]? To { get; init; }

    public ushort FromPort { get; init; } = 40_000;

    public ushort ToPort { get; init; } = 20_000;

    /// <summary>The type of service or traffic class.</summary>
    public byte ServiceType { get; init; }

    /// <summary>The TTL or hop limit.</summary>
    public byte Ttl { get; init; } = 64;

    public ushort Identification { get; init; } = 1;

    /// <summary>IPv4: DF, MF and the fragment offset.</summary>
    public ushort FragmentBits { get; init; } = 0x4000;

    public byte[] IpOptions { get; init; } = [];

    public uint FlowLabel { get; init; }

    public uint Sequence { get; init; } = 1000;

    public uint Acknowledgement { get; init; } = 5;

    public byte Flags { get; init; } = Ack;

    /// <summary>The low half of TCP's byte 12: reserved bits and AE.</summary>
    public byte Reserved { get; init; }

    public ushort Window { get; init; } = 500;

    public ushort UrgentPointer { get; init; }

    /// <summary>TCP options, padded to words.</summary>
    public byte[] Options { get; init; } = [];

    public byte[] Payload { get; init; } = [];

    /// <summary>UDP: whether it has a checksum.</summary>
    public bool HasChecksum { get; init; } = true;

    /// <summary>The error of the transport checksum; 0 for none.</summary>
    public ushort Damage { get; init; }

    /// <summary>The error of the IPv4 header checksum; 0 for none.</summary>
    public ushort HeaderDamage { get; init; }

    /// <summary>Bytes of Ethernet padding behind the packet.</summary>
    public int Padding { get; init; }

    private int NetworkLength => Ipv6 ? 40 : 20 + IpOptions.Length;

    private int TransportLength => Tcp ? 20 + Options.Length : 8;

    /// <summary>Bytes in front of the payload.</summary>
    public int Headers => 14 + NetworkLength + TransportLength;

    public byte[] Build()
    {
        byte[] transport = WithChecksum([.. Tcp ? TcpHeader() : UdpHeader(), .. Payload]);
        byte[] packet = Ipv6
            ? FrameBuilder.Ipv6(Source, Destination, transport, Protocol, Ttl, ServiceType, FlowLabel)
            : FrameBuilder.Ipv4(Source, Destination, transport, Protocol, ServiceType, Identification, FragmentBits, Ttl, IpOptions);
        if (!Ipv6) Flip(packet.AsSpan(10), HeaderDamage);
        return FrameBuilder.Ethernet(
            ToMac, FromMac, Ipv6 ? FrameBuilder.Ipv6Type : FrameBuilder.Ipv4Type, [.. packet, .. new byte[Padding]]);
    }

    /// <summary>The frame with a partial checksum: the pseudo header's sum, left for a device to complete.</summary>
    public byte[] BuildPartial()
    {
        byte[] frame = Build();
        int transport = TransportLength + Payload.Length;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(14 + NetworkLength + ChecksumOffset), PseudoHeader(transport));
        return frame;
    }

    /// <summary>Whether the checksum equals a partial one, by chance or on purpose.</summary>
    public bool LooksUnfinished => Build().AsSpan().SequenceEqual(BuildPartial());

    /// <summary>The sum of the pseudo header of a transport header and payload of <paramref name="length"/> bytes.</summary>
    public ushort PseudoHeader(int length) => FrameBuilder.PseudoHeader(Source, Destination, Protocol, length);

    private byte Protocol => Tcp ? FrameBuilder.TcpProtocol : FrameBuilder.UdpProtocol;

    private int ChecksumOffset => Tcp ? 16 : 6;

    private byte[] Source => From ?? FrameBuilder.Address(Ipv6 ? "2001:db8::1" : "192.0.2.1");

    private byte[] Destination => To ?? FrameBuilder.Address(Ipv6 ? "2001:db8::2" : "192.0.2.2");

    private byte[] TcpHeader() =>
    [
        .. FrameBuilder.Words(FromPort, ToPort, (ushort)(Sequence >> 16), (ushort)Sequence),
        .. FrameBuilder.Words((ushort)(Acknowledgement >> 16), (ushort)Acknowledgement),
        (byte)(TransportLength / 4 << 4 | Reserved), Flags, .. FrameBuilder.Words(Window, 0, UrgentPointer), .. Options,
    ];

    private byte[] UdpHeader() => FrameBuilder.Words(FromPort, ToPort, (ushort)(TransportLength + Payload.Length), 0);

    private byte[] WithChecksum(byte[] transport)
    {
        if (!Tcp && !HasChecksum) return transport;
        byte[] whole = FrameBuilder.WithTransportChecksum(transport, ChecksumOffset, Protocol, Source, Destination);
        Flip(whole.AsSpan(ChecksumOffset), Damage);
        return whole;
    }

    private static void Flip(Span<byte> field, ushort bits) =>
        BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(field) ^ bits));
}
