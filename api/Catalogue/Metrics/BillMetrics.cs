using static Falcon.Api.Catalogue.MetricType;

namespace Falcon.Api.Catalogue.Metrics;

/// <summary>Who used how much CPU time; with <c>accounting: false</c> there are none of these.</summary>
internal static class BillMetrics
{
    private static readonly string[] s_container = ["overlay", "container"];

    public static IReadOnlyList<MetricDescription> All { get; } =
    [
        new("falcon_container_cpu_seconds_total", Counter, "seconds", ["overlay", "container", "stage"],
            "CPU time billed to the container."),
        new("falcon_overlay_cpu_seconds_total", Counter, "seconds", ["vni", "stage"],
            "CPU time billed to the overlay: broadcast, unknown unicast and multicast from the wire, with all their copies."),
        new("falcon_departed_cpu_seconds_total", Counter, "seconds", ["stage"],
            "CPU time billed to containers and overlays that are removed and forgotten."),
        new("falcon_host_cpu_seconds_total", Counter, "seconds", ["stage"],
            "CPU time of frames that are no container's and no overlay's: noise on the uplink; as stage 'kernel', softirqs without a "
            + "frame of a container."),
        new("falcon_overhead_cpu_seconds_total", Counter, "seconds", ["regime"],
            "CPU time of workers that was no stage's work: 'empty-polls', 'steering', 'flush', 'blocked' or 'bookkeeping'."),
        new("falcon_billed_cpu_seconds_total", Counter, "seconds", [],
            "All bills and overhead together; within some milliseconds of the sum of falcon_worker_cpu_seconds_total and "
            + "falcon_softirq_cpu_seconds_total, or the accountant is wrong."),
        new("falcon_softirq_cpu_seconds_total", Counter, "seconds", [],
            "Softirqs that did not interrupt a worker, measured apart from the bills, which divide them as stage 'kernel'; 0 without the "
            + "kernel path."),
        new("falcon_lost_seconds_total", Counter, "seconds", [],
            "Time in which workers had work and others had their CPU; in no bill. High: the workers' CPUs are shared with something "
            + "hungry."),
        new("falcon_kernel_seconds_total", Counter, "seconds", ["cpu", "kind"],
            "What /proc/stat says that the kernel did outside of threads on a worker's CPU: 'softirq', 'irq' or 'steal'; an estimate, in "
            + "no bill."),
        new("falcon_container_cgroup_charged", Gauge, "0 or 1", s_container,
            "1 while the container's network is charged to its cgroup; only for ports with cgroup."),
        new("falcon_container_cgroup_quota_seconds", Gauge, "seconds", s_container,
            "CPU time per period that is left to the container's processes; only for ports with cgroup."),
        new("falcon_container_cgroup_original_quota_seconds", Gauge, "seconds", s_container,
            "CPU time per period that the cgroup's owner granted; only for ports with cgroup."),
    ];
}
