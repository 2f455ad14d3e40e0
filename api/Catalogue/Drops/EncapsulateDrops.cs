namespace Falcon.Api.Catalogue.Drops;

/// <summary>Why Encapsulate, or the uplink behind it, drops a frame for the wire.</summary>
internal static class EncapsulateDrops
{
    private const string LargePackets = "Small packets pass, large ones do not";

    public static IReadOnlyList<DropReason> All { get; } =
    [
        new("encapsulate", "no-next-hop",
            Meaning: "The VTEP is unreachable",
            Cause: "There is no route to it, its next hop does not answer, or it is not resolved yet (the first frames after the start).",
            Remedy: "See the event `vtep-unreachable` for the reason.") { See = "A VTEP is unreachable" },
        new("encapsulate", "above-mtu",
            Meaning: "The packet is larger than the overlay's MTU",
            Cause: "Somebody raised the MTU of the container's device. A segment of a large packet counts like a packet. Packets sent "
                + "singly fail in the container already (\"No buffer space available\"); the others are answered by ICMP \"packet too "
                + "big\".",
            Remedy: "Give the device the overlay's MTU again.") { See = LargePackets },
        new("encapsulate", "above-path-mtu",
            Meaning: "The packet is larger than the path carries",
            Cause: "The packet, or a segment of a large one, is larger than the path to the VTEP carries, and must not be fragmented. "
                + "The container is told by ICMP \"packet too big\".",
            Remedy: "Nothing when it happens a few times per flow; else raise the path's MTU, or lower the overlay's.")
            { See = LargePackets },
        new("encapsulate", "no-headroom",
            Meaning: "No room for the outer headers",
            Cause: "A bug: every frame has room in front.",
            Remedy: "Report it."),
        new("encapsulate", "bad-partial-checksum",
            Meaning: "A checksum is to be written outside the frame",
            Cause: "The container's kernel describes a checksum that does not lie in the frame.",
            Remedy: "Report it."),
        new("encapsulate", "ring-full",
            Meaning: "The uplink does not take frames fast enough",
            Cause: "The uplink's transmit ring, or the packet socket that sends on it, is full, and what was collected before has no "
                + "room. Or the uplink is stuck: it has sent fewer than 128 frames in 100 ms, and nothing waits for it any more.",
            Remedy: "Is the uplink up, and does what it is connected to take frames? Else it is slower than the containers: look at its "
                + "speed and mode.")
            { Load = true },
    ];
}
