namespace Falcon.Api.Catalogue.Drops;

/// <summary>Why Collect drops a frame that a container sent.</summary>
internal static class CollectDrops
{
    private const string Spoofing = "Anti-spoofing";

    public static IReadOnlyList<DropReason> All { get; } =
    [
        new("collect", "malformed",
            Meaning: "The frame is cut off or lies about its length",
            Cause: "It ends before its Ethernet, ARP, IP or transport header, or claims more than there is.",
            Remedy: "Look at what the container sends."),
        new("collect", "vlan",
            Meaning: "The frame carries a VLAN tag",
            Cause: "The container has a VLAN device. Overlays carry no VLANs (RFC 7348, section 6.1).",
            Remedy: "Remove the VLAN device in the container."),
        new("collect", "too-long",
            Meaning: "The frame is too long, and cannot be cut",
            Cause: "It does not fit a chunk of the UMEM, or is a large frame of more than 65,589 bytes or 128 segments, or of a kind "
                + "whose headers Falcon cannot write.",
            Remedy: "Look at what the container sends, and at the MTU, offloads and `gso_max_size` of its device."),
        new("collect", "no-frame",
            Meaning: "No free frames to cut a large frame into",
            Cause: "The frame pool is empty: frames wait somewhere, or there are too few.",
            Remedy: "Raise `umem-frames`.") { Load = true, See = "Loss under load" },
        new("collect", "socket-buffer-full",
            Meaning: "The packet socket was full",
            Cause: "With the `packet` lane, what containers sent found the packet socket's ring full, or, if it was larger than 1,518 "
                + "bytes, its receive buffer. Rare, because ports lose `over-share` first.",
            Remedy: "The worker does not fetch fast enough: give it a CPU of its own, or configure more workers.")
            { Load = true, See = "Loss under load" },
        new("collect", "over-share",
            Meaning: "The container sends too fast, beyond its share",
            Cause: "With the `packet` lane, the container sends faster than the worker fetches, and has its share of the packet socket's "
                + "ring waiting. The frame is refused before the copy; others are not affected.",
            Remedy: "Give the container a budget, so that its sockets block instead; or a faster CPU, or more workers.") { Load = true },
        new("collect", "ring-full",
            Meaning: "The port's receive ring was full",
            Cause: "With the `xdp` lane, the container sends faster than the worker fetches.",
            Remedy: "Give the container a budget, so that its sockets block instead; or a faster CPU, or more workers.") { Load = true },
        new("collect", "indescribable",
            Meaning: "A large frame that no virtio header describes",
            Cause: "With the `packet` lane, a large frame of a kind that the kernel cannot describe: SCTP's segmentation, for one.",
            Remedy: "`ethtool -K DEVICE tx-sctp-segmentation off` in the container, which Falcon had done."),
        new("collect", "no-port",
            Meaning: "A frame of a device that is no port's",
            Cause: "With the `packet` lane, a device in Falcon's own namespace: one that somebody put there, or of a port that was just "
                + "removed.",
            Remedy: "Find out who makes devices there. A few after a reload are nothing."),
        new("collect", "past-gate",
            Meaning: "The budget is spent, and the container passed its gate",
            Cause: "The port's CPU budget is spent, and the container sends all the same: past its transmit gate "
                + "(`PACKET_QDISC_BYPASS`), without it (deleted), or because it has a queueing discipline of its own. Dropped at the "
                + "host end, before the copy.",
            Remedy: "See the event `budget-degraded`. Raise the budget.") { See = "A container is over its budget" },
        new("collect", "over-budget",
            Meaning: "The port's CPU budget is spent",
            Cause: "The container has no gate, and the kernel lacks a filter at the host end (see the event `lane-opened ports`).",
            Remedy: "See the event `budget-degraded`. Raise the budget.") { See = "A container is over its budget" },
        new("collect", "spoofed-mac",
            Meaning: "The source MAC address is not the port's",
            Cause: "A bridge, macvlan or virtual machine in the container, or a forgery.",
            Remedy: "`allowed-addresses` with `mac`, or `anti-spoof: off`.") { See = Spoofing },
        new("collect", "spoofed-ip",
            Meaning: "The source IP address is not the port's",
            Cause: "An address was added inside the container, by hand, DHCP or router advertisement (IPv6 privacy addresses, too), or "
                + "it is a forgery.",
            Remedy: "`allowed-addresses`; for a container that forwards for others `allow: [router]`.") { See = Spoofing },
        new("collect", "spoofed-arp",
            Meaning: "ARP whose sender is not the port",
            Cause: "The sender's MAC or IP address is not the port's, it is a probe for another's address, or no request or reply for "
                + "IPv4 over Ethernet.",
            Remedy: "`allowed-addresses`, with `mac` where it has another MAC address.") { See = Spoofing },
        new("collect", "spoofed-nd",
            Meaning: "Neighbour discovery in another's name",
            Cause: "It is for an address that is not the port's, has another's MAC address, is malformed, or comes in fragments.",
            Remedy: "`allowed-addresses`, with `mac` where it has another MAC address.") { See = Spoofing },
        new("collect", "rogue-router",
            Meaning: "A router's message from a port that is no router",
            Cause: "The container sends router advertisements or redirects, ICMP or ICMPv6.",
            Remedy: "`allow: [router]` if the container is one; else find out what in it sends them.") { See = Spoofing },
        new("collect", "rogue-dhcp",
            Meaning: "A DHCP answer from a port that is no DHCP server",
            Cause: "The container sends UDP from port 67 or to port 68 on IPv4, from port 547 or to port 546 on IPv6.",
            Remedy: "`allow: [dhcp-server]` if the container is a DHCP server or relay; else find out what in it sends them.")
            { See = Spoofing },
        new("collect", "unverifiable",
            Meaning: "A strict port sent what cannot be checked",
            Cause: "It is neither ARP nor IP; or a UDP, ICMP or ICMPv6 header is not in the first fragment, lies more than 195 bytes "
                + "into the frame, or behind eight extension headers or a routing header with segments left; or a checksum is to be "
                + "filled in over headers.",
            Remedy: "Look at what the container sends; `anti-spoof: off` if it is meant.") { See = Spoofing },
    ];
}
