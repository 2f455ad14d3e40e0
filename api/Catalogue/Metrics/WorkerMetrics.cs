using static Falcon.Api.Catalogue.MetricType;

namespace Falcon.Api.Catalogue.Metrics;

/// <summary>Workers, their stages and the frames that they share.</summary>
internal static class WorkerMetrics
{
    private static readonly string[] s_stage = ["cpu", "stage"];

    public static IReadOnlyList<MetricDescription> All { get; } =
    [
        new("falcon_worker_cpu_seconds_total", Counter, "seconds", ["cpu"], "CPU time of the worker's thread."),
        new("falcon_stage_seconds_total", Counter, "seconds", s_stage, "Wall time spent in the stage."),
        new("falcon_stage_frames_total", Counter, "frames", s_stage, "Frames that the stage handled."),
        new("falcon_stage_batches_total", Counter, "batches", s_stage, "Batches that the stage handled."),
        new("falcon_frame_pool_frames", Gauge, "frames", ["state"],
            "Where the UMEM's frames are: 'free', 'in-rings' (lent to the kernel) or 'in-stages'."),
        new("falcon_frame_pool_capacity_frames", Gauge, "frames", [], "Frames in the UMEM."),
    ];
}
