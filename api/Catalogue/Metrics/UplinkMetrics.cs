using static Falcon.Api.Catalogue.MetricType;

namespace Falcon.Api.Catalogue.Metrics;

/// <summary>Devices of the underlay. Traffic is counted per uplink and stands at queue 0; the kernel's drops are per queue.</summary>
internal static class UplinkMetrics
{
    private static readonly string[] s_device = ["device"], s_queue = ["device", "queue"];

    public static IReadOnlyList<MetricDescription> All { get; } =
    [
        new("falcon_uplink_up", Gauge, "0 or 1", s_device, "1 while frames can pass the uplink.") { Alert = "== 0" },
        new("falcon_uplink_stuck", Gauge, "0 or 1", s_device,
            "1 while the uplink is up and takes no frames to send; see the event uplink-stuck.") { Alert = "== 1" },
        new("falcon_uplink_mtu_bytes", Gauge, "bytes", s_device, "The device's MTU: its largest outer IP packet."),
        new("falcon_uplink_receive_frames_total", Counter, "frames", s_queue, "Frames received on the uplink."),
        new("falcon_uplink_receive_bytes_total", Counter, "bytes", s_queue, "Bytes received on the uplink, outer headers included."),
        new("falcon_uplink_transmit_frames_total", Counter, "frames", s_queue, "Frames handed to the uplink."),
        new("falcon_uplink_transmit_bytes_total", Counter, "bytes", s_queue, "Bytes handed to the uplink, outer headers included."),
        new("falcon_uplink_rx_ring_full_total", Counter, "frames", s_queue,
            "Frames that the kernel dropped because the receive ring was full: the worker did not fetch fast enough.")
            { Alert = "rises" },
        new("falcon_uplink_fill_ring_empty_total", Counter, "times", s_queue,
            "Times that the kernel found the fill ring empty; except in zero-copy, each is a dropped frame."),
        new("falcon_uplink_kernel_drops_total", Counter, "frames", s_queue,
            "Frames that the kernel dropped for other reasons, invalid descriptors included, and frames that it refused to send."),
        new("falcon_uplink_device_drops_total", Counter, "frames", s_queue,
            "Frames that the device dropped on their way out, whoever sent them; at queue 0. Those of Falcon that the kernel reported "
            + "are also in falcon_uplink_kernel_drops_total."),
        new("falcon_uplink_divert_drops_total", Counter, "frames", s_queue,
            "Frames for the engine that were lost between an uplink that is attached at tc and its AF_XDP rings; at queue 0.")
            { Alert = "rises" },
    ];
}
