using static Falcon.Api.Catalogue.EventLevel;

namespace Falcon.Api.Catalogue.Events;

/// <summary>Devices of the underlay and the sockets on them.</summary>
internal static class UplinkEvents
{
    public static IReadOnlyList<EventDescription> All { get; } =
    [
        new("lane-opened", Info, "lane-opened DEVICE: N queue(s), MODE mode[, sending by packet sockets] (REASON)",
            Meaning: "An uplink's AF_XDP sockets are bound; in parentheses, why no better mode. `lane-opened ports: packet sockets, "
                + "small frames received by system calls (REASON)` says that the kernel cannot load the filter that a packet socket's "
                + "ring needs (`ring_guard.bpf.c`: Linux 6.2 with BTF): each frame of a container costs a microsecond more.",
            Remedy: "Nothing is lost. For `ports`: a newer kernel.") { See = "Zero-copy is refused" },
        new("uplink-down", Warn, "uplink-down DEVICE: REASON",
            Meaning: "No frames pass: the device is gone, set down, has no carrier, or cannot be taken up. Said once per reason.",
            Remedy: "Make the device or set it up: it is taken up again without a restart."),
        new("uplink-up", Info, "uplink-up DEVICE: WHAT",
            Meaning: "Frames pass again. After the device was made anew a `lane-opened` line comes before it.",
            Remedy: "Nothing."),
        new("uplink-stuck", Warn, "uplink-stuck DEVICE: it is up and takes no frames; those for it are dropped as ring-full",
            Meaning: "Fewer than 128 frames left within 100 ms though more wait. Nothing waits for the uplink any more, and what is for "
                + "it is dropped as `ring-full`. Looked at once a second, said once per outage.",
            Remedy: "Look at what the uplink is connected to, its queueing discipline and its driver."),
        new("uplink-resumed", Info, "uplink-resumed DEVICE: it takes frames again",
            Meaning: "The end of `uplink-stuck`. When the device goes down `uplink-down` is written instead.",
            Remedy: "Nothing."),
        new("uplink-changed", Info, "uplink-changed DEVICE: WHAT",
            Meaning: "The device has another name, MTU or MAC address, which Falcon follows.",
            Remedy: "With a smaller MTU large packets may be lost: give the overlay a smaller one, too.")
            { See = "Small packets pass, large ones do not" },
        new("fragments-lost", Warn, "fragments-lost fragments: outer packets that come in fragments are lost: REASON",
            Meaning: "The raw socket that reads what the kernel has put together cannot be opened. VTEPs must not fragment, but routers "
                + "may.",
            Remedy: "As REASON says. Raise the MTU of the underlay's path, so that no one fragments.")
            { See = "Small packets pass, large ones do not" },
        new("feedback-missing", Warn, "feedback-missing receivers: REASON",
            Meaning: "The kernel cannot tell what the containers' UDP sockets refuse (`refusal.bpf.c` needs Linux 6.10 with BTF): under "
                + "overload the worker delivers what is thrown away.",
            Remedy: "A newer kernel; everything else works."),
        new("kernel-path-missing", Warn, "kernel-path-missing kernel-path: REASON",
            Meaning: "Known flows cannot stay in this kernel: it has no tcx (before Linux 6.6), or refuses a program. The engine "
                + "carries everything.",
            Remedy: "A newer kernel; or `path: engine`, if that is meant."),
        new("kernel-time-missing", Warn, "kernel-time-missing kernel-path: REASON",
            Meaning: "The kernel refuses the programs at the tracepoints of softirqs: what it spends for the kernel path is in no bill, "
                + "and ports with a budget stay with the engine.",
            Remedy: "As REASON says: Falcon needs CAP_PERFMON or CAP_SYS_ADMIN, and tracepoints in the kernel; everything else works."),
        new("trains-missing", Warn, "trains-missing receive-trains: REASON",
            Meaning: "Known flows stay in the kernel, but it does not join their frames from the wire to trains (GRO), because Falcon "
                + "cannot open a VXLAN socket of the kernel. Often another program has the UDP port, or a VXLAN device with `external` or "
                + "other flags of its own. Such a device has the same effect. Tried again every second.",
            Remedy: "Nothing is lost; one TCP stream from the wire is two to three times slower. Free the port, or give Falcon another "
                + "`vxlan-port`.") { See = "Known flows and the kernel path" },
        new("trains-there", Info, "trains-there receive-trains: the kernel joins frames again",
            Meaning: "The end of `trains-missing`.",
            Remedy: "Nothing."),
    ];
}
