namespace Falcon.Netns.Tests.Harness;

/// <summary>Frames by which a container claims to be another one, a router or a DHCP server, with the reasons for their drops.</summary>
public static class HostileFrames
{
    private const byte IcmpV6 = 58;
    private const string AllNodes = "33:33:00:00:00:01";
    private const string AllNodesAddress = "ff02::1";

    public static IReadOnlyDictionary<string, (string Reason, byte[] Frame)> Of(Container attacker, Container victim, Container listener) =>
        new Dictionary<string, (string, byte[])>
        {
            ["ARP reply for the victim"] = ("spoofed-arp", Arp(2, attacker.Mac, attacker.Mac, victim.Ipv4, listener.Ipv4)),
            ["gratuitous ARP for the victim"] = ("spoofed-arp", Arp(1, attacker.Mac, attacker.Mac, victim.Ipv4, victim.Ipv4)),
            ["ARP that tells another MAC"] = ("spoofed-arp", Arp(1, attacker.Mac, "02:00:00:00:66:66", attacker.Ipv4, listener.Ipv4)),
            ["frame from the victim's MAC"] =
                ("spoofed-mac", Ipv4(victim.Mac, victim.Ipv4, listener, FrameBuilder.Udp(31_998, 31_998, new byte[20]))),
            ["packet from the victim's IPv4"] =
                ("spoofed-ip", Ipv4(attacker.Mac, victim.Ipv4, listener, FrameBuilder.Udp(31_998, 31_998, new byte[20]))),
            ["packet from the victim's IPv6"] = ("spoofed-ip", Ipv6(attacker.Mac, victim.Ipv6, 253, new byte[20])),
            ["advertisement for the victim"] =
                ("spoofed-nd", Ipv6(attacker.Mac, attacker.Ipv6, IcmpV6, Advertisement(attacker, victim.Ipv6))),
            ["router advertisement"] = ("rogue-router", Ipv6(attacker.Mac, LinkLocalOf(attacker), IcmpV6, RouterAdvertisement(attacker))),
            ["DHCP offer"] = ("rogue-dhcp", Ipv4(attacker.Mac, attacker.Ipv4, listener, FrameBuilder.Udp(67, 68, new byte[240]))),
            ["VLAN tag"] = ("vlan", FrameBuilder.Tagged(Arp(2, attacker.Mac, attacker.Mac, victim.Ipv4, listener.Ipv4), vlan: 0)),
            ["SNAP"] =
                (
                    "unverifiable",
                    FrameBuilder.Ethernet("ff:ff:ff:ff:ff:ff", attacker.Mac, 36, [0xAA, 0xAA, 3, 0, 0, 0, 8, 6, .. new byte[38]])),
        };

    /// <summary>The address that the kernel makes from a MAC address (RFC 4291 appendix A).</summary>
    public static string LinkLocalOf(Container container)
    {
        byte[] mac = FrameBuilder.Mac(container.Mac);
        byte[] address = [0xFE, 0x80, 0, 0, 0, 0, 0, 0, (byte)(mac[0] ^ 2), mac[1], mac[2], 0xFF, 0xFE, mac[3], mac[4], mac[5]];
        return new System.Net.IPAddress(address).ToString();
    }

    private static byte[] Arp(ushort operation, string source, string senderMac, string senderIp, string targetIp) => FrameBuilder.Ethernet(
        "ff:ff:ff:ff:ff:ff", source, FrameBuilder.ArpType,
        [
            0, 1, 8, 0, 6, 4, 0, (byte)operation, .. FrameBuilder.Mac(senderMac), .. FrameBuilder.Address(senderIp),
            .. FrameBuilder.Mac(operation == 2 ? "ff:ff:ff:ff:ff:ff" : "00:00:00:00:00:00"), .. FrameBuilder.Address(targetIp),
        ]);

    private static byte[] Ipv4(string sourceMac, string source, Container to, byte[] datagram) =>
        FrameBuilder.Ethernet("ff:ff:ff:ff:ff:ff", sourceMac, FrameBuilder.Ipv4Type, FrameBuilder.Ipv4(source, to.Ipv4, datagram));

    private static byte[] Ipv6(string sourceMac, string source, byte nextHeader, byte[] message) => FrameBuilder.Ethernet(
        AllNodes, sourceMac, FrameBuilder.Ipv6Type,
        FrameBuilder.Ipv6(
            source, AllNodesAddress, nextHeader,
            nextHeader == IcmpV6 ? FrameBuilder.WithIcmpv6Checksum(message, source, AllNodesAddress) : message));

    /// <summary>
    /// An advertisement with the override flag and a target link-layer address: a host that accepts it sends to the attacker.
    /// </summary>
    private static byte[] Advertisement(Container attacker, string target) =>
        [136, 0, 0, 0, 0x20, 0, 0, 0, .. FrameBuilder.Address(target), 2, 1, .. FrameBuilder.Mac(attacker.Mac)];

    /// <summary>An advertisement of a default router for half an hour.</summary>
    private static byte[] RouterAdvertisement(Container attacker) =>
        [134, 0, 0, 0, 64, 0, 0x07, 0x08, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, .. FrameBuilder.Mac(attacker.Mac)];
}
