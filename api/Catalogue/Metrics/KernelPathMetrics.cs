using static Falcon.Api.Catalogue.MetricType;

namespace Falcon.Api.Catalogue.Metrics;

/// <summary>
/// Frames that stayed in the kernel; only overlays with <c>path: kernel</c> have these. A train counts as the frames that it becomes. The
/// engine's frames are in the metrics of ports and uplinks, not here.
/// </summary>
internal static class KernelPathMetrics
{
    private const string InnerBytes = "Bytes of those as inner frames; headers of a train count once.";

    private static readonly string[] s_port = ["port", "vni"];

    public static IReadOnlyList<MetricDescription> All { get; } =
    [
        new("falcon_kernel_path_receive_frames_total", Counter, "frames", [], "Frames from the wire to ports, on all uplinks."),
        new("falcon_kernel_path_receive_bytes_total", Counter, "bytes", [], InnerBytes),
        new("falcon_kernel_path_transmit_frames_total", Counter, "frames", [], "Frames from ports to the wire, on all uplinks."),
        new("falcon_kernel_path_transmit_bytes_total", Counter, "bytes", [], InnerBytes),
        new("falcon_kernel_path_missed_frames_total", Counter, "frames", ["reason"],
            "Frames and trains from the wire that were left to the engine before a port was found."),
        new("falcon_kernel_path_refused_addresses", Gauge, "addresses", [],
            "MAC addresses that the kernel path's tables have no room for; the engine carries their frames.") { Alert = "> 0" },
        new("falcon_port_kernel_path_receive_frames_total", Counter, "frames", s_port,
            "Frames delivered to the container by the kernel path."),
        new("falcon_port_kernel_path_receive_bytes_total", Counter, "bytes", s_port, InnerBytes),
        new("falcon_port_kernel_path_transmit_frames_total", Counter, "frames", s_port, "Frames from the container by the kernel path."),
        new("falcon_port_kernel_path_transmit_bytes_total", Counter, "bytes", s_port, InnerBytes),
        new("falcon_port_kernel_path_missed_frames_total", Counter, "frames", ["port", "vni", "reason"],
            "Frames and trains from or for the container that were left to the engine."),
    ];
}
