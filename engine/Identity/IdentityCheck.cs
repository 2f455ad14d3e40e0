using System.Buffers.Binary;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Identity;

/// <summary>
/// Holds what a container sends against its port's identity: Ethernet, IPv4 and IPv6 sources, ARP and neighbour discovery
/// (<see cref="NeighbourCheck"/>), router and DHCP server messages. Refuses what it cannot judge. Fragments are judged one by one:
/// each has the source address, the first one ports and message types. Allocates nothing.
/// </summary>
internal static class IdentityCheck
{
    private const ushort DhcpServerPort = 67;
    private const ushort DhcpClientPort = 68;
    private const ushort Dhcp6ClientPort = 546;
    private const ushort Dhcp6ServerPort = 547;

    /// <summary>
    /// The last checksum field that may be filled in behind an IP header begins this far behind it; before it is what was judged.
    /// </summary>
    private const int LeastChecksumOffset = UdpHeader.ChecksumOffset;

    /// <summary>Whether a port's container may send a frame; if not, why.</summary>
    /// <param name="frame">Described; its checksum may be partial.</param>
    /// <param name="bytes">From the Ethernet header on; all headers must be there.</param>
    /// <param name="parsed">What the parser said of it.</param>
    /// <param name="identity">The port's.</param>
    /// <param name="nowSeconds">Monotonic seconds.</param>
    /// <param name="reason">Why not.</param>
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

    /// <summary>A checksum that is filled in after the judgement must not change what was judged.</summary>
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
        // Of other frames with an extension header as their protocol the parser gave up before the end.
        if (IpProtocols.IsIpv6Extension(parsed.Protocol)) return (parsed.Flags & ParsedFlags.LaterFragment) != 0;
        return parsed.Protocol != IpProtocols.Udp || MayPassUdp(bytes, parsed, identity, Dhcp6ServerPort, Dhcp6ClientPort, out reason);
    }

    /// <summary>Not yet configured: a DHCP client (RFC 2131 section 4.1) or a group member (RFC 3376 section 4.2.13).</summary>
    private static bool MayBeUnspecified(ReadOnlySpan<byte> bytes, in ParsedFrame parsed)
    {
        if (parsed.Protocol == IpProtocols.Igmp) return true;
        return parsed.Protocol == IpProtocols.Udp && parsed.L4Offset != 0
            && Port(bytes, parsed.L4Offset) == DhcpClientPort && Port(bytes, parsed.L4Offset + 2) == DhcpServerPort;
    }

    /// <summary>Clients of DHCP take an answer from any source port; relays send from the servers' port.</summary>
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
