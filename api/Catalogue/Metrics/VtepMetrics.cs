using static Falcon.Api.Catalogue.MetricType;

namespace Falcon.Api.Catalogue.Metrics;

/// <summary>Remote tunnel end points.</summary>
internal static class VtepMetrics
{
    private static readonly string[] s_vtep = ["vtep"];

    public static IReadOnlyList<MetricDescription> All { get; } =
    [
        new("falcon_vtep_reachable", Gauge, "0 or 1", s_vtep, "1 while there is a next hop towards the remote VTEP.") { Alert = "== 0" },
        new("falcon_vtep_inner_mtu_bytes", Gauge, "bytes", s_vtep,
            "Largest inner IP packet that the path to the remote VTEP carries, as far as is known; 0 while unreachable."),
        new("falcon_vtep_looped_frames_total", Counter, "frames", s_vtep,
            "Frames from the remote VTEP with the MAC address of one of our ports; dropped as looped."),
        new("falcon_vtep_strangers", Gauge, "VTEPs", [], "VTEPs that are not configured, at most 1,024."),
        new("falcon_vtep_strangers_refused_total", Counter, "times", [],
            "Times that such a VTEP was not learned because there were too many."),
    ];
}
