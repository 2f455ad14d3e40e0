using System.Buffers.Binary;
using System.Net.Sockets;

namespace Falcon.Xsk;

/// <summary>
/// The frames of a <see cref="FrameSpecification"/>, prepared: all headers as bytes, and the sums of what never changes. Writing a frame
/// patches ports, lengths and checksums and is thread-safe. Twin of write_frame in xsk/bpf/pktgen.bpf.c.
/// </summary>
public sealed class FrameTemplate
{
    private const int Ethernet = 14;
    private const int Ipv4 = 20;
    private const int Ipv6 = 40;
    private const int Udp = 8;
    private const int Vxlan = 8;
    private const byte UdpProtocol = 17;
    private const byte HopLimit = 64;

    private readonly FrameSpecification _specification;

    /// <summary>Prepares frames.</summary>
    /// <param name="specification">What they look like.</param>
    /// <param name="lengths">Given the length of the shortest frame that is possible: how long they are.</param>
    /// <exception cref="ArgumentException">The IP addresses of a header are of two families, or a frame is too short for its headers.</exception>
    public FrameTemplate(FrameSpecification specification, Func<int, FrameLengths> lengths)
    {
        ArgumentNullException.ThrowIfNull(specification);
        ArgumentNullException.ThrowIfNull(lengths);
        _specification = specification;
        InnerIpv6 = IsIpv6(specification.Endpoints);
        OuterIpv6 = specification.Vxlan is { } vxlan && IsIpv6(vxlan.Endpoints);
        OuterLength = specification.Vxlan is null ? 0 : HeaderBytes(OuterIpv6) + Vxlan;
        HeaderLength = OuterLength + HeaderBytes(InnerIpv6);
        Lengths = lengths(HeaderLength + PayloadHeader.Size);
        if (Lengths.Pattern.ToArray().Min() < HeaderLength + PayloadHeader.Size)
            throw new ArgumentException($"a frame needs {HeaderLength} bytes of headers and {PayloadHeader.Size} of payload", nameof(lengths));

        Headers = SecondHeaders = HeadersTo(specification.Endpoints);
        if (specification.Second is { } second)
        {
            SecondHeaders = HeadersTo(specification.Endpoints with { ToMac = second.ToMac, To = second.To });
            SecondFrom = second.FirstFlow;
        }
    }

    /// <summary>Bytes before the UDP payload.</summary>
    public int HeaderLength { get; }

    /// <summary>Bytes before the inner frame; 0 without VXLAN.</summary>
    public int OuterLength { get; }

    /// <summary>How long the frames are.</summary>
    public FrameLengths Lengths { get; }

    /// <summary>Headers of the frames to the first target.</summary>
    internal FrameHeaders Headers { get; }

    /// <summary>Headers of the flows from <see cref="SecondFrom"/> on; without a second target those of the first.</summary>
    internal FrameHeaders SecondHeaders { get; }

    /// <summary>The first flow that goes to the second target; 0: none does.</summary>
    internal int SecondFrom { get; }

    internal ushort FirstSourcePort => _specification.FirstSourcePort;
    internal bool InnerIpv6 { get; }
    internal bool OuterIpv6 { get; }
    internal uint OuterIpSum { get; private set; }

    /// <summary>The outer UDP source port of an inner one: 49152 to 65535, RFC 7348 section 5.</summary>
    public static ushort OuterPort(ushort innerPort) => (ushort)(0xC000 | ((innerPort * 0x9E3779B1U) >> 18));

    /// <summary>Writes a frame; everything behind the payload's header must be zero already. Returns its length.</summary>
    /// <param name="frame">As long as the longest frame at least.</param>
    /// <param name="payload">Which frame it is.</param>
    public int Write(Span<byte> frame, PayloadHeader payload)
    {
        int length = Lengths[payload.Flow, payload.Sequence];
        frame = frame[..length];
        FrameHeaders headers = SecondFrom > 0 && payload.Flow >= SecondFrom ? SecondHeaders : Headers;
        headers.Bytes.CopyTo(frame);
        if (Lengths.Pattern.Length > 1)
            WriteLengths(frame, length, headers.IpSum);

        ushort port = (ushort)(FirstSourcePort + payload.Flow);
        if (OuterLength > 0)
            BinaryPrimitives.WriteUInt16BigEndian(frame[(OuterLength - Vxlan - Udp)..], OuterPort(port));
        Span<byte> udp = frame[(HeaderLength - Udp)..];
        BinaryPrimitives.WriteUInt16BigEndian(udp, port);
        payload.Write(udp[Udp..]);

        ulong sum = headers.UdpSum + (uint)OnesComplement.Word(port) + (2U * OnesComplement.Word(udp.Length));
        ushort checksum = OnesComplement.Checksum(OnesComplement.Add(OnesComplement.Add(sum, payload.FlowAndSequence), payload.Nanoseconds));
        Store(udp[6..], checksum == 0 ? ushort.MaxValue : checksum);
        return length;
    }

    private FrameHeaders HeadersTo(FrameEndpoints endpoints)
    {
        var headers = new byte[HeaderLength];
        Span<byte> inner = headers.AsSpan(OuterLength);
        WriteHeaders(inner, endpoints, _specification.DestinationPort);
        if (_specification.Vxlan is { } outer)
        {
            WriteHeaders(headers, outer.Endpoints, outer.Port);
            BinaryPrimitives.WriteUInt64BigEndian(headers.AsSpan(OuterLength - Vxlan), (0x08UL << 56) | ((ulong)outer.Vni << 8));
            OuterIpSum = OuterIpv6 ? 0 : OnesComplement.Sum(headers.AsSpan(Ethernet, Ipv4));
        }

        uint ipSum = InnerIpv6 ? 0 : OnesComplement.Sum(inner.Slice(Ethernet, Ipv4));
        uint udpSum = OnesComplement.Sum(endpoints.From.GetAddressBytes()) + OnesComplement.Sum(endpoints.To.GetAddressBytes())
            + OnesComplement.Word(UdpProtocol) + OnesComplement.Word(_specification.DestinationPort) + OnesComplement.Word(PayloadHeader.Magic);
        WriteLengths(headers, Lengths.Pattern[0], ipSum);
        return new FrameHeaders(headers, udpSum, ipSum);
    }

    private void WriteLengths(Span<byte> frame, int length, uint ipSum)
    {
        WriteLengths(frame[(OuterLength + Ethernet)..], length - OuterLength - Ethernet, InnerIpv6, ipSum);
        if (OuterLength > 0)
            WriteLengths(frame[Ethernet..], length - Ethernet, OuterIpv6, OuterIpSum);
    }

    private static void WriteLengths(Span<byte> ip, int bytes, bool ipv6, uint sum)
    {
        if (ipv6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)(bytes - Ipv6));
            BinaryPrimitives.WriteUInt16BigEndian(ip[(Ipv6 + 4)..], (ushort)(bytes - Ipv6));
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)bytes);
        Store(ip[10..], OnesComplement.Checksum(sum + OnesComplement.Word(bytes)));
        BinaryPrimitives.WriteUInt16BigEndian(ip[(Ipv4 + 4)..], (ushort)(bytes - Ipv4));
    }

    // Ethernet, IP and UDP without lengths, checksums and the source port. IPv4 has DF set and identification 0 (RFC 6864).
    private static void WriteHeaders(Span<byte> headers, FrameEndpoints endpoints, ushort port)
    {
        endpoints.ToMac.GetAddressBytes().CopyTo(headers);
        endpoints.FromMac.GetAddressBytes().CopyTo(headers[6..]);
        bool ipv6 = IsIpv6(endpoints);
        BinaryPrimitives.WriteUInt16BigEndian(headers[12..], (ushort)(ipv6 ? 0x86DD : 0x0800));
        Span<byte> ip = headers[Ethernet..];
        ip[0] = (byte)(ipv6 ? 0x60 : 0x45);
        ip[6] = ipv6 ? UdpProtocol : (byte)0x40;
        ip[ipv6 ? 7 : 8] = HopLimit;
        if (!ipv6)
            ip[9] = UdpProtocol;
        byte[] from = endpoints.From.GetAddressBytes();
        from.CopyTo(ip[(ipv6 ? 8 : 12)..]);
        endpoints.To.GetAddressBytes().CopyTo(ip[((ipv6 ? 8 : 12) + from.Length)..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[((ipv6 ? Ipv6 : Ipv4) + 2)..], port);
    }

    private static bool IsIpv6(FrameEndpoints endpoints) => endpoints.From.AddressFamily == endpoints.To.AddressFamily
        ? endpoints.From.AddressFamily == AddressFamily.InterNetworkV6
        : throw new ArgumentException($"{endpoints.From} and {endpoints.To} are not of one address family");

    private static int HeaderBytes(bool ipv6) => Ethernet + (ipv6 ? Ipv6 : Ipv4) + Udp;

    private static void Store(Span<byte> bytes, ushort word) => BitConverter.TryWriteBytes(bytes, word);
}
