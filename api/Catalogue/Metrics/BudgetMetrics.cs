using static Falcon.Api.Catalogue.MetricType;

namespace Falcon.Api.Catalogue.Metrics;

/// <summary>CPU budgets; only ports that have one have these.</summary>
internal static class BudgetMetrics
{
    private static readonly string[] s_port = ["port", "vni"];

    public static IReadOnlyList<MetricDescription> All { get; } =
    [
        new("falcon_budget_quota_seconds", Gauge, "seconds", s_port, "CPU time granted to the port per period."),
        new("falcon_budget_period_seconds", Gauge, "seconds", s_port, "The period of the port's budget."),
        new("falcon_budget_left_seconds", Gauge, "seconds", s_port, "CPU time that the port may spend now; a debt is negative."),
        new("falcon_budget_throttled", Gauge, "0 or 1", s_port, "1 while the port wants more than its budget."),
        new("falcon_budget_used_seconds_total", Counter, "seconds", s_port, "CPU time billed to the port."),
        new("falcon_budget_granted_seconds_total", Counter, "seconds", s_port, "CPU time that the port got of what was left over."),
        new("falcon_budget_periods_total", Counter, "periods", s_port, "Periods of the port's budget."),
        new("falcon_budget_throttled_periods_total", Counter, "periods", s_port,
            "Periods in which the port's budget was spent before their end."),
        new("falcon_budget_xdp_dropped_frames_total", Counter, "frames", s_port,
            "Frames for the port that the uplink's XDP program dropped over budget."),
        new("falcon_budget_xdp_dropped_bytes_total", Counter, "bytes", s_port, "Bytes of those frames, outer headers included."),
    ];
}
