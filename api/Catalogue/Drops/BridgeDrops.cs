namespace Falcon.Api.Catalogue.Drops;

/// <summary>Why Bridge drops a frame.</summary>
internal static class BridgeDrops
{
    public static IReadOnlyList<DropReason> All { get; } =
    [
        new("bridge", "invalid-source",
            Meaning: "The source MAC address is zero or a group's",
            Cause: "A broken or forged sender.",
            Remedy: "Look at the sender: the account that the drop is counted on says which port or overlay it is."),
        new("bridge", "looped",
            Meaning: "A port's own MAC address came from elsewhere",
            Cause: "A loop in the overlay, the same MAC address twice, or a forgery.",
            Remedy: "`falcon status` names the VTEP that it came from. Give ports MAC addresses of their own."),
        new("bridge", "split-horizon",
            Meaning: "It would go back where it came from",
            Cause: "It would leave by the port that sent it, or go from one VTEP to another. Usually a stale entry on the other host, "
                + "which sends us frames for a container that is not here.",
            Remedy: "Nothing if it stops within `fdb-age`; else look at the other host's forwarding table."),
        new("bridge", "link-local-group",
            Meaning: "A link-local group, which bridges do not forward",
            Cause: "Spanning tree, LLDP, pause frames and the like (IEEE 802.1Q, table 8-1).",
            Remedy: "Nothing: this is right."),
        new("bridge", "no-receiver",
            Meaning: "Nobody else is on the overlay",
            Cause: "The frame is broadcast or its destination unknown, and the overlay has no other port and no peer.",
            Remedy: "Configure `peers`.") { See = "A container cannot resolve its neighbours" },
        new("bridge", "storm",
            Meaning: "The source is over its storm limit",
            Cause: "Broadcast, unknown unicast and multicast of the port, or from the VTEP, would take more copies a second than "
                + "`storm-limit`. Counted once for all its copies.",
            Remedy: "See the event `storm-limited`.") { Load = true },
        new("bridge", "backlog",
            Meaning: "Too many broadcasts wait for their copies",
            Cause: "The same port, or the wire for the same overlay, sends broadcasts faster than they are copied. Counted once for all "
                + "its copies.",
            Remedy: "Fewer broadcasts, or more workers.") { Load = true },
        new("bridge", "no-frame",
            Meaning: "No frame for a copy, or no room on its way",
            Cause: "For 0.1 s no frame was free for a copy of a broadcast, or the wire or another worker had no room for it. Counted for "
                + "each copy.",
            Remedy: "The wire or a worker is overloaded: see `ring-full` and `inbox-full`. If `free` of the frame pool is low, raise "
                + "`umem-frames`.")
            { Load = true },
        new("bridge", "over-budget",
            Meaning: "The receiving port's CPU budget is spent",
            Cause: "The frame had passed the XDP program before the budget ran out, came from another container of this host, or goes to "
                + "an address behind the port.",
            Remedy: "Raise the budget, or find the flood.") { See = "A container is over its budget" },
    ];
}
