using System.Net.Sockets;
using Falcon.Vxlan;

namespace Falcon.Pktgen;

/// <summary>
/// The frames of a <see cref="FrameSpecification"/>, prepared: all headers as bytes, and the sums of what never changes. Writing a frame
/// patches ports, lengths and checksums and is thread-safe. Twin of write_frame in bpf/pktgen.bpf.c.
/// </summary>
public sealed class FrameTemplate
{
    private const byte HopLimit = 64;

    private readonly FrameSpecification _specification;

    /// <summary>Prepares frames.</summary>
    /// <param name="specification">What they look like.</param>
    /// <param name="lengths">Given the length of the shortest frame that is possible: how long they are.</param>
    /// <exception cref="ArgumentException">The IP addresses of a header are of two families, or a frame is too short for its
    /// headers.</exception>
    public FrameTemplate(FrameSpecification specification, Func<int, FrameLengths> lengths)
    {
        ArgumentNullException.ThrowIfNull(specification);
        ArgumentNullException.ThrowIfNull(lengths);
        _specification = specification;
        InnerIpv6 = IsIpv6(specification.Endpoints);
        OuterIpv6 = specification.Vxlan is { } vxlan && IsIpv6(vxlan.Endpoints);
        OuterLength = specification.Vxlan is null ? 0 : HeaderBytes(OuterIpv6) + VxlanHeader.Length;
        HeaderLength = OuterLength + HeaderBytes(InnerIpv6);
        Lengths = lengths(HeaderLength + PayloadHeader.Size);
        if (Lengths.Pattern.ToArray().Min() < HeaderLength + PayloadHeader.Size)
        {
            throw new ArgumentException(
                $"a frame needs {HeaderLength} bytes of headers and {PayloadHeader.Size} of payload", nameof(lengths));
        }

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

    internal ushort DestinationPort => _specification.DestinationPort;

    internal ushort FirstSourcePort => _specification.FirstSourcePort;

    internal bool InnerIpv6 { get; }

    internal bool OuterIpv6 { get; }

    /// <summary>The outer IPv4 header without total length and checksum; 0 with IPv6.</summary>
    internal ushort OuterIpSum { get; private set; }

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
        {
            UdpHeader outer = new(frame[(OuterLength - VxlanHeader.Length - UdpHeader.Length)..]);
            outer.SourcePort = OuterPort(port);
        }

        payload.Write(frame[HeaderLength..]);
        Span<byte> datagram = frame[(HeaderLength - UdpHeader.Length)..];
        UdpHeader udp = new(datagram);
        udp.SourcePort = port;
        udp.Checksum = Checksum(datagram, headers.PseudoHeaderSum);
        return length;
    }

    /// <summary>
    /// Behind the payload's header all is zero and adds nothing. A checksum of 0 would mean that there is none (RFC 768).
    /// </summary>
    private static ushort Checksum(ReadOnlySpan<byte> datagram, ushort pseudoHeader)
    {
        ushort seed = InternetChecksum.Add(pseudoHeader, (ushort)datagram.Length);
        ushort checksum = (ushort)~InternetChecksum.Sum(datagram[..(UdpHeader.Length + PayloadHeader.Size)], seed);
        return checksum == 0 ? ushort.MaxValue : checksum;
    }

    private FrameHeaders HeadersTo(FrameEndpoints endpoints)
    {
        byte[] headers = new byte[HeaderLength];
        Span<byte> inner = headers.AsSpan(OuterLength);
        WriteHeaders(inner, endpoints, _specification.DestinationPort);
        if (_specification.Vxlan is { } outer)
        {
            WriteHeaders(headers, outer.Endpoints, outer.Port);
            VxlanHeader vxlan = new(headers.AsSpan(OuterLength - VxlanHeader.Length));
            vxlan.Vni = outer.Vni;
            OuterIpSum = IpSum(headers, OuterIpv6);
        }

        Span<byte> ip = inner[EthernetHeader.Length..];
        ushort pseudoHeader = InternetChecksum.PseudoHeader(InnerIpv6 ? ip.Slice(8, 32) : ip.Slice(12, 8), IpProtocols.Udp, 0);
        ushort ipSum = IpSum(inner, InnerIpv6);
        WriteLengths(headers, Lengths.Pattern[0], ipSum);
        return new FrameHeaders(headers, pseudoHeader, ipSum);
    }

    private static ushort IpSum(ReadOnlySpan<byte> frame, bool ipv6) =>
        ipv6 ? (ushort)0 : InternetChecksum.Sum(frame.Slice(EthernetHeader.Length, Ipv4Header.Length));

    private void WriteLengths(Span<byte> frame, int length, ushort ipSum)
    {
        WriteLengths(frame[OuterLength..], length - OuterLength, InnerIpv6, ipSum);
        if (OuterLength > 0) WriteLengths(frame, length, OuterIpv6, OuterIpSum);
    }

    /// <summary>The lengths of a frame's IP and UDP headers.</summary>
    private static void WriteLengths(Span<byte> frame, int length, bool ipv6, ushort sum)
    {
        Span<byte> packet = frame[EthernetHeader.Length..];
        length -= EthernetHeader.Length;
        ushort datagram = (ushort)(length - IpBytes(ipv6));
        if (ipv6)
        {
            Ipv6Header ip = new(packet);
            ip.PayloadLength = datagram;
        }
        else
        {
            Ipv4Header ip = new(packet);
            ip.TotalLength = (ushort)length;
            ip.Checksum = (ushort)~InternetChecksum.Add(sum, (ushort)length);
        }

        UdpHeader udp = new(packet[IpBytes(ipv6)..]);
        udp.DatagramLength = datagram;
    }

    /// <summary>Ethernet, IP and UDP without lengths, checksums and the source port.</summary>
    private static void WriteHeaders(Span<byte> headers, FrameEndpoints endpoints, ushort port)
    {
        bool ipv6 = IsIpv6(endpoints);
        EthernetHeader ethernet = new(headers);
        ethernet.Destination = MacAddress.Read(endpoints.ToMac.GetAddressBytes());
        ethernet.Source = MacAddress.Read(endpoints.FromMac.GetAddressBytes());
        ethernet.EtherType = ipv6 ? EtherTypes.Ipv6 : EtherTypes.Ipv4;
        Span<byte> packet = headers[EthernetHeader.Length..];
        if (ipv6) WriteIpv6(packet, endpoints);
        else WriteIpv4(packet, endpoints);
        UdpHeader udp = new(packet[IpBytes(ipv6)..]);
        udp.DestinationPort = port;
    }

    private static void WriteIpv4(Span<byte> packet, FrameEndpoints endpoints)
    {
        Ipv4Header ip = new(packet);
        ip.VersionAndLength = 0x45;
        ip.FlagsAndOffset = Ipv4Header.DontFragment; // so the identification may stay zero (RFC 6864 section 4.1)
        ip.TimeToLive = HopLimit;
        ip.Protocol = IpProtocols.Udp;
        ip.Source = (uint)VtepAddress.ToUInt128(endpoints.From);
        ip.Destination = (uint)VtepAddress.ToUInt128(endpoints.To);
    }

    private static void WriteIpv6(Span<byte> packet, FrameEndpoints endpoints)
    {
        Ipv6Header ip = new(packet);
        ip.VersionClassLabel = 6u << 28;
        ip.NextHeader = IpProtocols.Udp;
        ip.HopLimit = HopLimit;
        ip.Source = VtepAddress.ToUInt128(endpoints.From);
        ip.Destination = VtepAddress.ToUInt128(endpoints.To);
    }

    private static bool IsIpv6(FrameEndpoints endpoints) => endpoints.From.AddressFamily == endpoints.To.AddressFamily
        ? endpoints.From.AddressFamily == AddressFamily.InterNetworkV6
        : throw new ArgumentException($"{endpoints.From} and {endpoints.To} are not of one address family");

    private static int IpBytes(bool ipv6) => ipv6 ? Ipv6Header.Length : Ipv4Header.Length;

    private static int HeaderBytes(bool ipv6) => EthernetHeader.Length + IpBytes(ipv6) + UdpHeader.Length;
}
