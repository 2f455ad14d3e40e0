using System.Buffers.Binary;

namespace Falcon.Testing;

/// <summary>A TCP segment or UDP datagram in its Ethernet frame, written byte by byte from the RFCs, without the code under test.</summary>
public sealed record Segment
{
    public const byte Fin = 0x01, Syn = 0x02, Rst = 0x04, Psh = 0x08, Ack = 0x10, Urg = 0x20, Ece = 0x40, Cwr = 0x80;

    public bool Ipv6 { get; init; }

    public bool Tcp { get; init; }

    public byte[] ToMac { get; init; } = [2, 0, 0, 0, 2, 0];

    public byte[] FromMac { get; init; } = [2, 0, 0, 0, 1, 1];

    /// <summary>4 or 16 bytes; null: an address of the documentation's.</summary>
    public byte[]? From { get; init; }

    public byte[]? To { get; init; }

    public ushort FromPort { get; init; } = 40_000;

    public ushort ToPort { get; init; } = 20_000;

    /// <summary>Type of service or traffic class.</summary>
    public byte ServiceType { get; init; }

    /// <summary>TTL or hop limit.</summary>
    public byte Ttl { get; init; } = 64;

    public ushort Identification { get; init; } = 1;

    /// <summary>IPv4: DF, MF and the offset.</summary>
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

    /// <summary>What the transport checksum is wrong by.</summary>
    public ushort Damage { get; init; }

    /// <summary>What the checksum of the IPv4 header is wrong by.</summary>
    public ushort HeaderDamage { get; init; }

    /// <summary>Ethernet padding behind the packet.</summary>
    public int Padding { get; init; }

    private int NetworkLength => Ipv6 ? 40 : 20 + IpOptions.Length;

    private int TransportLength => Tcp ? 20 + Options.Length : 8;

    /// <summary>Bytes in front of the payload.</summary>
    public int Headers => 14 + NetworkLength + TransportLength;

    public byte[] Build()
    {
        var frame = new byte[Headers + Payload.Length + Padding];
        ToMac.CopyTo(frame, 0);
        FromMac.CopyTo(frame, 6);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), (ushort)(Ipv6 ? 0x86DD : 0x0800));
        Span<byte> network = frame.AsSpan(14, NetworkLength);
        Span<byte> transport = frame.AsSpan(14 + NetworkLength, TransportLength + Payload.Length);
        if (Ipv6) WriteIpv6(network, transport.Length);
        else WriteIpv4(network, transport.Length);
        if (Tcp) WriteTcp(transport);
        else WriteUdp(transport);
        Payload.CopyTo(transport[TransportLength..]);
        if (Tcp || HasChecksum) WriteChecksum(network, transport, Tcp ? 16 : 6);
        return frame;
    }

    /// <summary>The frame with the pseudo header's sum for a checksum: a device was to finish it.</summary>
    public byte[] BuildPartial()
    {
        byte[] frame = Build();
        int transport = TransportLength + Payload.Length;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(14 + NetworkLength + (Tcp ? 16 : 6)), PseudoHeader(transport));
        return frame;
    }

    /// <summary>Whether the checksum has the value of an unfinished one, by chance or on purpose.</summary>
    public bool LooksUnfinished => Build().AsSpan().SequenceEqual(BuildPartial());

    /// <summary>The Internet checksum's sum, folded (RFC 1071).</summary>
    public static ushort Sum(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        for (int i = 0; i < bytes.Length; i++) seed += (uint)(i % 2 == 0 ? bytes[i] << 8 : bytes[i]);
        while (seed > 0xFFFF) seed = (seed & 0xFFFF) + (seed >> 16);
        return (ushort)seed;
    }

    /// <summary>The sum of the pseudo header in front of a transport header and payload of that many bytes.</summary>
    public ushort PseudoHeader(int length)
    {
        byte[] frame = (this with { Payload = [], Padding = 0 }).Build();
        return Sum(Addresses(frame.AsSpan(14)), (uint)(length + Protocol));
    }

    private byte Protocol => (byte)(Tcp ? 6 : 17);

    private ReadOnlySpan<byte> Addresses(ReadOnlySpan<byte> network) => Ipv6 ? network.Slice(8, 32) : network.Slice(12, 8);

    private void WriteIpv4(Span<byte> header, int transport)
    {
        header[0] = (byte)(0x40 + header.Length / 4);
        header[1] = ServiceType;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(header.Length + transport));
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], Identification);
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], FragmentBits);
        header[8] = Ttl;
        header[9] = Protocol;
        (From ?? [192, 0, 2, 1]).CopyTo(header[12..]);
        (To ?? [192, 0, 2, 2]).CopyTo(header[16..]);
        IpOptions.CopyTo(header[20..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)(~Sum(header) ^ HeaderDamage));
    }

    private void WriteIpv6(Span<byte> header, int transport)
    {
        BinaryPrimitives.WriteUInt32BigEndian(header, 6u << 28 | (uint)ServiceType << 20 | FlowLabel);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)transport);
        header[6] = Protocol;
        header[7] = Ttl;
        (From ?? [0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]).CopyTo(header[8..]);
        (To ?? [0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]).CopyTo(header[24..]);
    }

    private void WriteTcp(Span<byte> header)
    {
        WritePorts(header);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], Acknowledgement);
        header[12] = (byte)(TransportLength / 4 << 4 | Reserved);
        header[13] = Flags;
        BinaryPrimitives.WriteUInt16BigEndian(header[14..], Window);
        BinaryPrimitives.WriteUInt16BigEndian(header[18..], UrgentPointer);
        Options.CopyTo(header[20..]);
    }

    private void WriteUdp(Span<byte> datagram)
    {
        WritePorts(datagram);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)datagram.Length);
    }

    private void WritePorts(Span<byte> header)
    {
        BinaryPrimitives.WriteUInt16BigEndian(header, FromPort);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], ToPort);
    }

    /// <summary>A checksum of 0 is written as all ones: UDP demands it (RFC 768), and it is what Linux does for TCP too.</summary>
    private void WriteChecksum(Span<byte> network, Span<byte> transport, int field)
    {
        ushort checksum = (ushort)~Sum(transport, Sum(Addresses(network), (uint)(transport.Length + Protocol)));
        if (checksum == 0) checksum = 0xFFFF;
        BinaryPrimitives.WriteUInt16BigEndian(transport[field..], (ushort)(checksum ^ Damage));
    }
}
