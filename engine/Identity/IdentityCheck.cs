using System.Buffers.Binary;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Identity;

/// <summary>
/// Checks what a container sends against its port's identity: Ethernet, IPv4 and IPv6 sources, ARP and neighbour discovery
/// (<see cref="NeighbourCheck"/>), router and DHCP server messages. Refuses what it cannot judge. Fragments are judged one by one: each has
/// the source address, and the first one also has ports and message types. Allocates nothing.
/// </summary>
internal static class IdentityCheck
{
    private const ushort DhcpServerPort = 67;
    private const ushort DhcpClientPort = 68;
    private const ushort Dhcp6ClientPort = 546;
    private const ushort Dhcp6ServerPort = 547;

    /// <summary>
    /// The smallest offset from the transport header at which a checksum may be filled in. Everything before it has been judged.
    /// </summary>
    private const int LeastChecksumOffset = UdpHeader.ChecksumOffset;

    /// <summary>Whether the container of a port may send a frame, and if not, why.</summary>
    /// <param name="frame">A described frame; its checksum may be partial.</param>
    /// <param name="bytes">The bytes from the Ethernet header on; all headers must be present.</param>
    /// <param name="parsed">The parser's result.</param>
    /// <param name="identity">The port's identity.</param>
    /// <param name="nowSeconds">The monotonic time in seconds.</param>
    /// <param name="reason">The reason for a refusal.</param>
    public static bool MayPass(
        in Frame frame, ReadOnlySpan<byte> bytes, in ParsedFrame parsed, PortIdentity identity, uint nowSeconds, out CollectDrop reason)
    {
        reason = CollectDrop.SpoofedMac;
        if (!identity.Owns(MacAddress.Read(bytes[6..]))) return false;
        reason = CollectDrop.Unverifiable;
        if ((frame.Flags & FrameFlags.PartialChecksum) != 0 && !LeavesHeadersAlone(frame, parsed)) return false;
        if ((parsed.Flags & ParsedFlags.Ipv4) != 0) return MayPassIpv4(bytes, parsed, identity, out reason);
        if ((parsed.Flags & ParsedFlags.Ipv6) != 0) return MayPassIpv6(bytes, parsed, identity, nowSeconds, out reason);
        return parsed.EtherType == EtherTypes.Arp && NeighbourCheck.MayPassArp(bytes[parsed.L3Offset..], parsed, identity, out reason);
    }

    /// <summary>Whether a checksum that is filled in later leaves what was judged unchanged.</summary>
    private static bool LeavesHeadersAlone(in Frame frame, in ParsedFrame parsed)
    {
        if ((parsed.Flags & (ParsedFlags.Ipv4 | ParsedFlags.Ipv6)) == 0) return false;
        if (parsed.Protocol is IpProtocols.Icmp or IpProtocols.IcmpV6) return false;
        int upper = parsed.L4Offset != 0 ? parsed.L4Offset : parsed.PayloadOffset;
        return frame.ChecksumStart + frame.ChecksumOffset >= upper + LeastChecksumOffset;
    }

    private static bool MayPassIpv4(ReadOnlySpan<byte> bytes, in ParsedFrame parsed, PortIdentity identity, out CollectDrop reason)
    {
        uint source = BinaryPrimitives.ReadUInt32BigEndian(bytes[(parsed.L3Offset + 12)..]);
        reason = CollectDrop.SpoofedIp;
        if (!identity.Owns(source) && !(source == 0 ? MayBeUnspecified(bytes, parsed) : identity.IsRouter)) return false;
        return parsed.Protocol switch
        {
            IpProtocols.Tcp => true,
            IpProtocols.Udp => MayPassUdp(bytes, parsed, identity, DhcpServerPort, DhcpClientPort, out reason),
            IpProtocols.Icmp => MayPassIcmp(bytes, parsed, identity, out reason),
            _ => true,
        };
    }

    private static bool MayPassIpv6(
        ReadOnlySpan<byte> bytes, in ParsedFrame parsed, PortIdentity identity, uint nowSeconds, out CollectDrop reason)
    {
        ReadOnlySpan<byte> header = bytes[parsed.L3Offset..];
        UInt128 source = BinaryPrimitives.ReadUInt128BigEndian(header[8..]);
        bool owned = identity.Owns(source, nowSeconds);
        if (parsed.Protocol == IpProtocols.IcmpV6)
            return MayPassIcmpv6(bytes, parsed, identity, new Speaker(source, owned, nowSeconds), out reason);
        reason = CollectDrop.SpoofedIp;
        if (!owned && (source == 0 || !identity.IsRouter)) return false;
        reason = CollectDrop.Unverifiable;
        // For other frames with an extension header as their protocol, the parser gave up before the end.
        if (IpProtocols.IsIpv6Extension(parsed.Protocol)) return (parsed.Flags & ParsedFlags.LaterFragment) != 0;
        return parsed.Protocol != IpProtocols.Udp || MayPassUdp(bytes, parsed, identity, Dhcp6ServerPort, Dhcp6ClientPort, out reason);
    }

    /// <summary>
    /// Whether an unspecified source is allowed: a DHCP client without an address (RFC 2131 section 4.1) or a group member (RFC 3376
    /// section 4.2.13).
    /// </summary>
    private static bool MayBeUnspecified(ReadOnlySpan<byte> bytes, in ParsedFrame parsed)
    {
        if (parsed.Protocol == IpProtocols.Igmp) return true;
        return parsed.Protocol == IpProtocols.Udp && parsed.L4Offset != 0
            && Port(bytes, parsed.L4Offset) == DhcpClientPort && Port(bytes, parsed.L4Offset + 2) == DhcpServerPort;
    }

    /// <summary>
    /// Checks for DHCP server messages. DHCP clients accept an answer from any source port; relays send from the servers' port.
    /// </summary>
    private static bool MayPassUdp(
        ReadOnlySpan<byte> bytes, in ParsedFrame parsed, PortIdentity identity, ushort server, ushort client, out CollectDrop reason)
    {
        reason = CollectDrop.Unverifiable;
        if (parsed.L4Offset == 0) return (parsed.Flags & ParsedFlags.LaterFragment) != 0;
        reason = CollectDrop.RogueDhcp;
        return identity.IsDhcpServer || (Port(bytes, parsed.L4Offset) != server && Port(bytes, parsed.L4Offset + 2) != client);
    }

    private static bool MayPassIcmp(ReadOnlySpan<byte> bytes, in ParsedFrame parsed, PortIdentity identity, out CollectDrop reason)
    {
        reason = CollectDrop.Unverifiable;
        if (parsed.L4Offset == 0) return (parsed.Flags & ParsedFlags.LaterFragment) != 0;
        reason = CollectDrop.RogueRouter;
        return identity.IsRouter || bytes[parsed.L4Offset] is not (IcmpTypes.Redirect or IcmpTypes.RouterAdvertisement);
    }

    private static bool MayPassIcmpv6(
        ReadOnlySpan<byte> bytes, in ParsedFrame parsed, PortIdentity identity, in Speaker speaker, out CollectDrop reason)
    {
        byte type = parsed.L4Offset != 0 ? bytes[parsed.L4Offset] : (byte)0;
        if (NeighbourCheck.Judges(type)) return NeighbourCheck.MayPass(bytes, parsed, identity, speaker, out reason);
        reason = CollectDrop.SpoofedIp;
        if (speaker.IsUnspecified)
        {
            if (type is not (Icmpv6Types.ListenerReport or Icmpv6Types.ListenerDone or Icmpv6Types.ListenerReportV2)) return false;
        }
        else if (!speaker.IsOwned && !identity.IsRouter)
        {
            return false;
        }

        reason = CollectDrop.Unverifiable;
        return parsed.L4Offset != 0 || (parsed.Flags & ParsedFlags.LaterFragment) != 0;
    }

    private static ushort Port(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]);
}
