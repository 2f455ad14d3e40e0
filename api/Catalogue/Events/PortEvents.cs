using static Falcon.Api.Catalogue.EventLevel;

namespace Falcon.Api.Catalogue.Events;

/// <summary>Containers' attachments and their budgets.</summary>
internal static class PortEvents
{
    public static IReadOnlyList<EventDescription> All { get; } =
    [
        new("port-up", Info, "port-up NAME: DEVICE in namespace NETNS, MAC",
            Meaning: "A container's device was created, at the start, by a reload, or because the container is back.",
            Remedy: "Nothing."),
        new("port-down", Warn, "port-down NAME: REASON",
            Meaning: "The container or its device is not there, the container has another device of that name, or it changed the device "
                + "while Falcon configured it. REASON says which.",
            Remedy: "Nothing: Falcon tries again every second. Where the namespace is given as `pid:N`, name the new process and reload.")
            { See = "A port is down" },
        new("budget-degraded", Warn, "budget-degraded NAME: what it sends over budget is dropped instead of held back: REASON",
            Meaning: "The device in the container has a queueing discipline of its own, or the kernel lacks tc-tbf (said once). Or `it "
                + "sends past its gate`: it bypasses, deletes or replaces the gate (said once, and again after a minute without). The "
                + "budget holds: see the drop `past-gate`. A gate that was removed is put back.",
            Remedy: "Remove the container's discipline; find out what in the container does it. It needs no CAP_NET_RAW and no "
                + "CAP_NET_ADMIN for ordinary work.")
            { See = "A container is over its budget" },
    ];
}
