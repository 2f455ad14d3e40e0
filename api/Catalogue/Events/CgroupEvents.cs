using static Falcon.Api.Catalogue.EventLevel;

namespace Falcon.Api.Catalogue.Events;

/// <summary>What containers' networks are charged to.</summary>
internal static class CgroupEvents
{
    public static IReadOnlyList<EventDescription> All { get; } =
    [
        new("cgroup-charged", Info, "cgroup-charged NAME: its network is charged to DIRECTORY",
            Meaning: "The container's cgroup was found and has a CPU limit.",
            Remedy: "Nothing."),
        new("cgroup-degraded", Warn, "cgroup-degraded NAME: REASON",
            Meaning: "The container's network is charged to nobody: the cgroup is not there (yet), has no limit, or cannot be written. "
                + "Said once per state; `falcon bill` shows the state.",
            Remedy: "As REASON says."),
        new("cgroup-recovered", Warn, "cgroup-recovered: WHAT",
            Meaning: "A daemon before this one was killed. A limit that it had lowered is given back, or could not be.",
            Remedy: "Look at the limit where it could not be given back."),
    ];
}
