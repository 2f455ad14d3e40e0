using static Falcon.Api.Catalogue.MetricType;

namespace Falcon.Api.Catalogue.Metrics;

/// <summary>What runs, and what it runs with.</summary>
internal static class DaemonMetrics
{
    public static IReadOnlyList<MetricDescription> All { get; } =
    [
        new("falcon_build_info", Gauge, "", ["version"], "1; the label says which version runs."),
        new("falcon_uptime_seconds", Gauge, "seconds", [], "Time since the engine started."),
        new("falcon_config_last_reload_successful", Gauge, "0 or 1", [], "1 unless the last reload was refused.") { Alert = "== 0" },
        new("falcon_config_last_reload_success_timestamp_seconds", Gauge, "seconds", [],
            "When the configuration in force was read, in seconds since 1970."),
        new("falcon_control_faults_total", Counter, "exceptions", ["thread"],
            "Unexpected exceptions that a thread beside the workers survived; see the event control-fault."),
    ];
}
