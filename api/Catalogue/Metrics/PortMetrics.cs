using static Falcon.Api.Catalogue.MetricType;

namespace Falcon.Api.Catalogue.Metrics;

/// <summary>
/// Containers' attachments; receive and transmit are the container's view. What goes by the kernel path is counted apart.
/// </summary>
internal static class PortMetrics
{
    private static readonly string[] s_port = ["port", "vni"];

    public static IReadOnlyList<MetricDescription> All { get; } =
    [
        new("falcon_port_up", Gauge, "0 or 1", s_port, "1 while frames can pass.") { Alert = "== 0" },
        new("falcon_port_receive_frames_total", Counter, "frames", s_port, "Frames delivered to the container by the engine."),
        new("falcon_port_receive_bytes_total", Counter, "bytes", s_port, "Bytes delivered to the container by the engine."),
        new("falcon_port_transmit_frames_total", Counter, "frames", s_port, "Frames that the engine received from the container."),
        new("falcon_port_transmit_bytes_total", Counter, "bytes", s_port, "Bytes that the engine received from the container."),
    ];
}
