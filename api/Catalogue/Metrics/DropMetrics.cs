using static Falcon.Api.Catalogue.MetricType;

namespace Falcon.Api.Catalogue.Metrics;

/// <summary>Drops by the account that they are counted on. A series appears with its first drop; those of a removed port end.</summary>
internal static class DropMetrics
{
    public static IReadOnlyList<MetricDescription> All { get; } =
    [
        new("falcon_dropped_frames_total", Counter, "frames", ["stage", "reason"], "Drops that belong to no overlay and no port."),
        new("falcon_overlay_dropped_frames_total", Counter, "frames", ["vni", "stage", "reason"],
            "Drops of an overlay's frames that belong to no port."),
        new("falcon_port_dropped_frames_total", Counter, "frames", ["port", "vni", "stage", "reason"],
            "Drops of frames from or for a port."),
    ];
}
