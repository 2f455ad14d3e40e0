using static Falcon.Api.Catalogue.MetricType;

namespace Falcon.Api.Catalogue.Metrics;

/// <summary>The forwarding table and who fills it. If addresses are replaced, somebody makes them up, or a limit is too low.</summary>
internal static class FdbMetrics
{
    private const string Replaced =
        "Learned addresses that gave way to newer ones because a share was used up: somebody makes up addresses there, or raise "
        + "mac-limit or fdb-capacity.";

    private static readonly string[] s_overlay = ["vni"], s_port = ["port", "vni"], s_vtep = ["vni", "vtep"];

    public static IReadOnlyList<MetricDescription> All { get; } =
    [
        new("falcon_fdb_entries", Gauge, "entries", [], "Entries of the forwarding table."),
        new("falcon_fdb_learn_rejected_total", Counter, "times", [],
            "Times that an address was not learned because no slot near its place was free; stays at 0."),
        new("falcon_overlay_macs", Gauge, "addresses", s_overlay, "MAC addresses learned in the overlay."),
        new("falcon_overlay_macs_replaced_total", Counter, "addresses", s_overlay, Replaced),
        new("falcon_port_macs", Gauge, "addresses", s_port, "MAC addresses learned behind the port, its own not counted."),
        new("falcon_port_macs_replaced_total", Counter, "addresses", s_port, Replaced),
        new("falcon_vtep_macs", Gauge, "addresses", s_vtep,
            "MAC addresses learned behind the VTEP; 'strangers' are all together that the overlay's configuration does not name."),
        new("falcon_vtep_macs_replaced_total", Counter, "addresses", s_vtep, Replaced),
    ];
}
