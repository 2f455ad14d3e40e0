namespace Falcon.Api.Catalogue.Drops;

/// <summary>Why Deliver, or the port lane behind it, drops a frame for a container.</summary>
internal static class DeliverDrops
{
    public static IReadOnlyList<DropReason> All { get; } =
    [
        new("deliver", "port-down",
            Meaning: "The port is down",
            Cause: "The container's device is gone.",
            Remedy: "Start the container again; see the event `port-down`.") { See = "A port is down" },
        new("deliver", "above-mtu",
            Meaning: "The packet is larger than the overlay's MTU",
            Cause: "Another host gives the overlay a larger MTU.",
            Remedy: "Give all hosts the same overlay MTU.") { See = "Small packets pass, large ones do not" },
        new("deliver", "no-buffers",
            Meaning: "The container does not take its frames fast enough",
            Cause: "The kernel, or with the `xdp` lane the port's transmit ring, had no room; or the device is set down inside the "
                + "container.",
            Remedy: "Look at the container's CPU; `ip link set DEVICE up` in the container.") { Load = true },
        new("deliver", "receiver-full",
            Meaning: "The receiving socket's buffer is full",
            Cause: "The container's UDP socket had refused datagrams because its buffer was full. More for this socket were dropped "
                + "early, most of them by the uplink's XDP program. Other sockets of the container are not affected. What the socket "
                + "itself refused counts as delivered, and is `RcvbufErrors` in the container's `/proc/net/snmp`.",
            Remedy: "The application does not read fast enough: its CPU, its socket's buffer (`SO_RCVBUF`, `net.core.rmem_default`).")
            { Load = true },
        new("deliver", "refused",
            Meaning: "The kernel refused the frame",
            Cause: "It is longer than the MTU of the container's device, or has a GSO header that the kernel does not know.",
            Remedy: "Compare the MTU of the container's device with the overlay's. UDP trains need Linux 6.2."),
        new("deliver", "kernel-refused",
            Meaning: "The kernel did not send from the port's AF_XDP socket",
            Cause: "With the `xdp` lane, the queue of the port's device was full, or the device is down.",
            Remedy: "Look at the container's CPU, and whether its device is up.") { Load = true },
        new("deliver", "over-budget",
            Meaning: "The port's CPU budget is spent",
            Cause: "Copies of broadcasts, whoever pays for them, and frames that were on their way when the budget ran out.",
            Remedy: "Raise the budget, or find the flood.") { See = "A container is over its budget" },
    ];
}
