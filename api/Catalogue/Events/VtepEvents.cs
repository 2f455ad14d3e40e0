using static Falcon.Api.Catalogue.EventLevel;

namespace Falcon.Api.Catalogue.Events;

/// <summary>Tunnel end points, ours and others', and the paths between them.</summary>
internal static class VtepEvents
{
    private const string LargePackets = "Small packets pass, large ones do not";

    public static IReadOnlyList<EventDescription> All { get; } =
    [
        new("vtep-resolved", Info, "vtep-resolved ADDRESS: reached through MAC on DEVICE",
            Meaning: "The next hop towards a VTEP was found or changed.",
            Remedy: "Nothing."),
        new("vtep-unreachable", Warn, "vtep-unreachable ADDRESS: REASON",
            Meaning: "Frames for it are dropped (`no-next-hop`) until it is resolved. Said once per outage.",
            Remedy: "As REASON says.") { See = "A VTEP is unreachable" },
        new("path-mtu-changed", Info, "path-mtu-changed ADDRESS: inner packets of at most N bytes (outer M)",
            Meaning: "A router, a route or the uplink says what the path to a VTEP carries. A router's word holds for ten minutes.",
            Remedy: "Raise the path's MTU, or lower the overlay's.") { See = LargePackets },
        new("routers-unheard", Warn, "routers-unheard icmp: not heard: REASON",
            Meaning: "Routers' ICMP cannot be read: only routes and uplinks say what a path carries. Packets that are too large for a "
                + "router are lost, and their senders are not told.",
            Remedy: "As REASON says.") { See = LargePackets },
        new("local-vteps-changed", Info, "local-vteps-changed vteps: ADDRESSES",
            Meaning: "Without `vteps` in the file our tunnel end points are the uplinks' addresses, and those have changed. "
                + "`local-vteps-changed ADDRESS: the host has it again` is the end of `local-vtep-missing`.",
            Remedy: "Tell peers that name the old address."),
        new("local-vtep-missing", Warn, "local-vtep-missing ADDRESS: no device of this host has it; peers cannot find it",
            Meaning: "`vteps` names an address that the host has lost; it stays ours.",
            Remedy: "Put the address back, or change `vteps` and restart."),
        new("neighbours-full", Warn, "neighbours-full neighbours: WHAT",
            Meaning: "The kernel's neighbour table has no room: VTEPs that are not resolved yet have to wait. Said once a minute at most.",
            Remedy: "Look at who sends from so many addresses; raise `net.ipv4.neigh.default.gc_thresh3`."),
        new("strangers-met", Info, "strangers-met strangers: N more change(s) …",
            Meaning: "More strangers (VTEPs that are not configured) came, went or cannot be reached than are logged one by one (8 in 30 "
                + "s), or there are more than 1,024 of them.",
            Remedy: "If they should not be there: `strangers: refuse`, and look at who reaches the underlay."),
        new("storm-limited", Warn,
            "storm-limited SOURCE: its broadcast, unknown unicast and multicast in overlay VNI would take more than N copies a second; …",
            Meaning: "The rest is dropped (`storm`). SOURCE is a port, `VTEP ADDRESS`, or `VTEPs that are not peers`. Said once, and "
                + "again after a minute without.",
            Remedy: "Find out what it sends; if that is right, raise `storm-limit` of the port or overlay."),
    ];
}
