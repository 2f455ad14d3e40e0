using System.Buffers.Binary;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Identity;

/// <summary>Checks ARP (RFC 826, RFC 5227) and IPv6 neighbour discovery (RFC 4861, RFC 4862) against a port's identity.</summary>
internal static class NeighbourCheck
{
    private const int TargetOffset = 8;
    private const int TargetEnd = 24;

    /// <summary>Whether an ICMPv6 type is a message of neighbour discovery.</summary>
    public static bool Judges(byte type) => type is >= Icmpv6Types.RouterSolicitation and <= Icmpv6Types.Redirect;

    /// <summary>
    /// Checks an ARP packet. Sender MAC and IP address must be the port's. A probe, which has no sender IP address, must ask for an address
    /// of the port: a probe for another's address would keep that one from being configured (RFC 5227 section 2.1.1).
    /// </summary>
    public static bool MayPassArp(ReadOnlySpan<byte> packet, in ParsedFrame parsed, PortIdentity identity, out CollectDrop reason)
    {
        reason = CollectDrop.SpoofedArp;
        if ((parsed.Flags & ParsedFlags.Arp) == 0) return false;
        ushort operation = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
        uint sender = BinaryPrimitives.ReadUInt32BigEndian(packet[14..]);
        uint target = BinaryPrimitives.ReadUInt32BigEndian(packet[24..]);
        if (operation is not (ArpPacket.Request or ArpPacket.Reply) || !identity.Owns(MacAddress.Read(packet[8..]))) return false;
        return identity.Owns(sender == 0 && operation == ArpPacket.Request ? target : sender);
    }

    /// <summary>Checks a message of neighbour discovery.</summary>
    /// <param name="bytes">The frame.</param>
    /// <param name="parsed">The parser's result, with the message as its transport.</param>
    /// <param name="identity">The port's identity.</param>
    /// <param name="speaker">The source of the packet.</param>
    /// <param name="reason">The reason for a refusal.</param>
    public static bool MayPass(
        ReadOnlySpan<byte> bytes, in ParsedFrame parsed, PortIdentity identity, in Speaker speaker, out CollectDrop reason)
    {
        byte type = bytes[parsed.L4Offset];
        reason = CollectDrop.RogueRouter;
        if (type is Icmpv6Types.RouterAdvertisement or Icmpv6Types.Redirect && !identity.IsRouter) return false;
        reason = CollectDrop.SpoofedNd;
        if ((parsed.Flags & ParsedFlags.Fragment) != 0) return false; // RFC 6980
        ReadOnlySpan<byte> message = bytes[parsed.L4Offset..parsed.TotalLength];
        if (!speaker.IsUnspecified && !speaker.IsOwned)
        {
            reason = CollectDrop.SpoofedIp;
            return false;
        }

        if (!IsPossible(type, speaker, identity, message)) return false;
        int optionsAt = OptionsOffset(type);
        if (message.Length < optionsAt) return false;
        return type == Icmpv6Types.Redirect || OptionsAreOwn(message[optionsAt..], identity, mayHave: !speaker.IsUnspecified);
    }

    /// <summary>
    /// Whether a message is possible from this source. Duplicate address detection, a solicitation without a source, must be for the port's
    /// own addresses: otherwise it would keep others from using theirs.
    /// </summary>
    private static bool IsPossible(byte type, in Speaker speaker, PortIdentity identity, ReadOnlySpan<byte> message) => type switch
    {
        Icmpv6Types.RouterSolicitation => true,
        Icmpv6Types.NeighbourSolicitation => !speaker.IsUnspecified || OwnsTarget(message, identity, speaker),
        Icmpv6Types.NeighbourAdvertisement => !speaker.IsUnspecified && OwnsTarget(message, identity, speaker),
        _ => !speaker.IsUnspecified,
    };

    private static bool OwnsTarget(ReadOnlySpan<byte> message, PortIdentity identity, in Speaker speaker) =>
        message.Length >= TargetEnd && identity.Owns(BinaryPrimitives.ReadUInt128BigEndian(message[TargetOffset..]), speaker.NowSeconds);

    private static int OptionsOffset(byte type) => type switch
    {
        Icmpv6Types.RouterSolicitation => 8,
        Icmpv6Types.RouterAdvertisement => 16,
        Icmpv6Types.Redirect => 40,
        _ => TargetEnd,
    };

    private static bool OptionsAreOwn(ReadOnlySpan<byte> options, PortIdentity identity, bool mayHave)
    {
        while (!options.IsEmpty)
        {
            if (!NeighbourOptions.TryTake(ref options, out bool isAddress, out MacAddress mac)) return false;
            if (isAddress && (!mayHave || !identity.Owns(mac))) return false;
        }

        return true;
    }
}
