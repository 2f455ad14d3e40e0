using static Falcon.Api.Catalogue.MetricType;

namespace Falcon.Api.Catalogue.Metrics;

/// <summary>How several workers share the work; with one worker there are none of these.</summary>
internal static class SteeringMetrics
{
    private static readonly string[] s_cpu = ["cpu"];

    public static IReadOnlyList<MetricDescription> All { get; } =
    [
        new("falcon_steering_mode", Gauge, "0 or 1", ["mode"], "1 for what the balancer is at: 'inline', 'split' or 'saturated'."),
        new("falcon_steering_decisions_total", Counter, "buckets", [], "Buckets that the balancer gave another place."),
        new("falcon_steering_crossings_total", Counter, "times", ["direction"],
            "How often a worker crossed the load threshold, 'up' or 'down'."),
        new("falcon_worker_load_ratio", Gauge, "0 to 1", s_cpu, "Share of the CPU that the worker and others used lately."),
        new("falcon_worker_handed_over_frames_total", Counter, "frames", s_cpu, "Frames given to other workers."),
        new("falcon_worker_bucket_moves_total", Counter, "buckets", s_cpu, "Buckets that the worker sent to another place from then on."),
        new("falcon_worker_bucket_holds_total", Counter, "buckets", s_cpu, "Moves for which frames were held back."),
        new("falcon_worker_bucket_aborts_total", Counter, "buckets", s_cpu, "Holds given up for want of room."),
        new("falcon_worker_inbox_frames", Gauge, "frames", s_cpu, "Frames that wait in the worker's inboxes."),
    ];
}
