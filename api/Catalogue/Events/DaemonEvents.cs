using static Falcon.Api.Catalogue.EventLevel;

namespace Falcon.Api.Catalogue.Events;

/// <summary>The daemon itself.</summary>
internal static class DaemonEvents
{
    public static IReadOnlyList<EventDescription> All { get; } =
    [
        new("ready", Info, "ready: overlays N, ports N, admin API on PATH",
            Meaning: "Frames flow.",
            Remedy: "Nothing."),
        new("stopping", Info, "stopping",
            Meaning: "A signal came, or a worker failed.",
            Remedy: "Nothing after a signal; else see `worker-failed`."),
        new("worker-failed", Error, "worker-failed cpu N: FAULT",
            Meaning: "A bug. The daemon ends with code 1, and the kernel gets its frames back.",
            Remedy: "Report it with the line."),
        new("control-fault", Error, "control-fault THREAD: EXCEPTION …; Falcon goes on",
            Meaning: "A bug: a thread beside the workers met an exception that was not expected, and goes on. Said once per kind, "
                + "counted in `falcon_control_faults_total`. The threads are `vteps`, `ports`, `uplinks`, `fragments`, `budgets`, "
                + "`steering`, `cgroups`, `bills`, `events`, `reload` and `admin`.",
            Remedy: "Report it with the line."),
    ];
}
