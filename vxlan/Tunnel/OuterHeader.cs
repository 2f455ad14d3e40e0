using System.Net;
using System.Net.Sockets;

namespace Falcon.Vxlan;

/// <summary>
/// The Ethernet, IP, UDP and VXLAN headers from one local VTEP to one remote VTEP, built once and patched for each frame (RFC 7348 section
/// 5). Immutable; any number of threads may use it.
/// </summary>
public sealed class OuterHeader
{
    /// <summary>Bytes of the headers on an IPv4 underlay.</summary>
    public const int Ipv4Length = EthernetHeader.Length + Ipv4Header.Length + UdpHeader.Length + VxlanHeader.Length;

    /// <summary>Bytes of the headers on an IPv6 underlay.</summary>
    public const int Ipv6Length = EthernetHeader.Length + Ipv6Header.Length + UdpHeader.Length + VxlanHeader.Length;

    private readonly byte[] _template;
    private readonly int _udpOffset;
    private readonly bool _ipv4;
    private readonly bool _udpChecksum;
    private readonly int _inheritedBits; // of the inner traffic class, without ECN
    private readonly byte _dscpBits;
    private readonly ushort _ipChecksumAtLengthZero; // and traffic class zero
    private readonly ushort _pseudoHeaderAtLengthZero;

    /// <summary>Builds the headers.</summary>
    /// <param name="source">The uplink's MAC address.</param>
    /// <param name="nextHop">The MAC address of the remote VTEP, or of the router towards it.</param>
    /// <param name="local">The local VTEP.</param>
    /// <param name="remote">The remote VTEP, of the same family.</param>
    /// <param name="vxlanPort">The UDP destination port, usually 4789.</param>
    /// <param name="udpChecksum">Whether to compute the UDP checksum on IPv4. On IPv6 it is always computed (RFC 8200 section 8.1).</param>
    /// <param name="ttl">TTL or hop limit.</param>
    /// <param name="dscp">The DSCP, 0 to 63; null to copy the inner packet's.</param>
    /// <exception cref="ArgumentException">The addresses are not IP addresses of the same family.</exception>
    public OuterHeader(
        MacAddress source, MacAddress nextHop, IPAddress local, IPAddress remote, ushort vxlanPort, bool udpChecksum, byte ttl = 64,
        byte? dscp = 0)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(remote);
        if (local.AddressFamily != remote.AddressFamily)
            throw new ArgumentException($"local VTEP {local} and remote VTEP {remote} are of different address families", nameof(remote));

        _ipv4 = local.AddressFamily == AddressFamily.InterNetwork;
        _udpChecksum = udpChecksum || !_ipv4;
        _inheritedBits = dscp is null ? ~IpTrafficClass.EcnMask : 0;
        _dscpBits = (byte)((dscp ?? 0) << 2);
        _template = new byte[_ipv4 ? Ipv4Length : Ipv6Length];
        _udpOffset = _template.Length - VxlanHeader.Length - UdpHeader.Length;

        EthernetHeader ethernet = new(_template.AsSpan());
        ethernet.Destination = nextHop;
        ethernet.Source = source;
        ethernet.EtherType = _ipv4 ? EtherTypes.Ipv4 : EtherTypes.Ipv6;
        Span<byte> ip = _template.AsSpan(EthernetHeader.Length);
        if (_ipv4) _ipChecksumAtLengthZero = BuildIpv4(ip, local, remote, ttl);
        else BuildIpv6(ip, local, remote, ttl);
        ReadOnlySpan<byte> addresses = _ipv4 ? ip.Slice(12, 8) : ip.Slice(8, 32);
        _pseudoHeaderAtLengthZero = InternetChecksum.PseudoHeader(addresses, IpProtocols.Udp, 0);
        UdpHeader udp = new(_template.AsSpan(_udpOffset));
        udp.DestinationPort = vxlanPort;
    }

    /// <summary>The sender's MAC address.</summary>
    public MacAddress Source => MacAddress.Read(_template.AsSpan(6));

    /// <summary>Bytes that <see cref="Write"/> puts before the inner frame: 50 on IPv4, 70 on IPv6.</summary>
    public int Length => _template.Length;

    /// <summary>
    /// The UDP source port of a flow, 49152 to 65535 (RFC 7348 section 5). It spreads the flows over the underlay's paths and over the
    /// receiver's queues.
    /// </summary>
    public static ushort SourcePort(uint flowHash)
    {
        // Both halves count: some hashes are good in their low bits only, and steering already uses those.
        flowHash ^= flowHash << 16;
        return (ushort)(49152 + (flowHash >> 18));
    }

    /// <summary>
    /// Writes the headers over the first <see cref="Length"/> bytes. Patches lengths, the IPv4 checksum (RFC 1624), source port and VNI.
    /// Sums the whole datagram if a UDP checksum is wanted.
    /// </summary>
    /// <param name="frame">Room for the headers, followed by the inner frame.</param>
    /// <param name="vni">The overlay, 24 bits.</param>
    /// <param name="sourcePort">The UDP source port, see <see cref="SourcePort"/>.</param>
    /// <param name="trafficClass">The inner packet's traffic class; 0 if it is not IP.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is no room for the headers, or the datagram has more than 65,535 bytes.
    /// </exception>
    public void Write(Span<byte> frame, uint vni, ushort sourcePort, byte trafficClass = 0)
    {
        int ipLength = frame.Length - EthernetHeader.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ipLength, ushort.MaxValue, nameof(frame));
        ArgumentOutOfRangeException.ThrowIfLessThan(frame.Length, _template.Length, nameof(frame));
        _template.CopyTo(frame);
        Span<byte> datagram = frame[_udpOffset..];
        byte outerClass = (byte)(trafficClass & _inheritedBits | _dscpBits | TunnelEcn.Outer(trafficClass));
        if (_ipv4)
        {
            Ipv4Header ip = new(frame[EthernetHeader.Length..]);
            ip.TrafficClass = outerClass;
            ip.TotalLength = (ushort)ipLength;
            ip.Checksum = InternetChecksum.Update(_ipChecksumAtLengthZero, 0, InternetChecksum.Add((ushort)ipLength, outerClass));
        }
        else
        {
            Ipv6Header ip = new(frame[EthernetHeader.Length..]);
            ip.TrafficClass = outerClass;
            ip.PayloadLength = (ushort)datagram.Length;
        }
        VxlanHeader vxlan = new(datagram[UdpHeader.Length..]);
        vxlan.Vni = vni;
        UdpHeader udp = new(datagram);
        udp.SourcePort = sourcePort;
        udp.DatagramLength = (ushort)datagram.Length;
        if (_udpChecksum) udp.Checksum = UdpChecksum(datagram);
    }

    /// <summary>The headers of an empty datagram of VNI 0, for somebody else to fill in.</summary>
    public byte[] ToTemplate()
    {
        byte[] headers = new byte[_template.Length];
        Write(headers, vni: 0, sourcePort: 0);
        return headers;
    }

    /// <summary>Whether datagrams get a UDP checksum.</summary>
    public bool HasUdpChecksum => _udpChecksum;

    /// <summary>Whether the inner packet's DSCP is copied.</summary>
    public bool InheritsDscp => _inheritedBits != 0;

    /// <summary>Lets routers fragment the datagram after <see cref="Write"/>. IPv4 only.</summary>
    /// <param name="frame">The frame that <see cref="Write"/> has written.</param>
    /// <param name="identification">Identifies the datagram; the receiver reassembles fragments by it (RFC 791, section 3.2).</param>
    /// <exception cref="InvalidOperationException">The underlay is IPv6, where routers never fragment.</exception>
    public void AllowFragments(Span<byte> frame, ushort identification)
    {
        if (!_ipv4) throw new InvalidOperationException("routers do not fragment IPv6 packets");
        Ipv4Header ip = new(frame[EthernetHeader.Length..]);
        ip.FlagsAndOffset = 0;
        ip.Identification = identification;
        ip.Checksum = InternetChecksum.Update(InternetChecksum.Update(ip.Checksum, Ipv4Header.DontFragment, 0), 0, identification);
    }

    private ushort UdpChecksum(ReadOnlySpan<byte> datagram)
    {
        ushort seed = InternetChecksum.Add(_pseudoHeaderAtLengthZero, (ushort)datagram.Length);
        ushort checksum = (ushort)~InternetChecksum.Sum(datagram, seed);
        return checksum == 0 ? (ushort)0xFFFF : checksum; // 0 means no checksum (RFC 768)
    }

    private static ushort BuildIpv4(Span<byte> bytes, IPAddress local, IPAddress remote, byte ttl)
    {
        Ipv4Header ip = new(bytes);
        ip.VersionAndLength = 0x45;
        ip.FlagsAndOffset = Ipv4Header.DontFragment; // so the identification may stay zero (RFC 6864 section 4.1)
        ip.TimeToLive = ttl;
        ip.Protocol = IpProtocols.Udp;
        ip.Source = (uint)VtepAddress.ToUInt128(local);
        ip.Destination = (uint)VtepAddress.ToUInt128(remote);
        return InternetChecksum.Compute(bytes[..Ipv4Header.Length]);
    }

    private static void BuildIpv6(Span<byte> bytes, IPAddress local, IPAddress remote, byte ttl)
    {
        Ipv6Header ip = new(bytes);
        ip.VersionClassLabel = 6u << 28;
        ip.NextHeader = IpProtocols.Udp;
        ip.HopLimit = ttl;
        ip.Source = VtepAddress.ToUInt128(local);
        ip.Destination = VtepAddress.ToUInt128(remote);
    }
}
