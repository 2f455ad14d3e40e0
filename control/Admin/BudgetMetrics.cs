using Falcon.Api;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>The ports' CPU budgets as Prometheus metrics; ports without one have none.</summary>
internal sealed class BudgetMetrics
{
    private readonly Gauge _quota, _period, _left, _throttled;
    private readonly Counter _used, _granted, _periods, _throttledPeriods, _droppedFrames, _droppedBytes;

    public BudgetMetrics(MetricMaker make)
    {
        _quota = make.Gauge("falcon_budget_quota_seconds");
        _period = make.Gauge("falcon_budget_period_seconds");
        _left = make.Gauge("falcon_budget_left_seconds");
        _throttled = make.Gauge("falcon_budget_throttled");
        _used = make.Counter("falcon_budget_used_seconds_total");
        _granted = make.Counter("falcon_budget_granted_seconds_total");
        _periods = make.Counter("falcon_budget_periods_total");
        _throttledPeriods = make.Counter("falcon_budget_throttled_periods_total");
        _droppedFrames = make.Counter("falcon_budget_xdp_dropped_frames_total");
        _droppedBytes = make.Counter("falcon_budget_xdp_dropped_bytes_total");
    }

    public void Update(BudgetSnapshot budget, string[] port)
    {
        _quota.WithLabels(port).Set(budget.QuotaNanoseconds / 1e9);
        _period.WithLabels(port).Set(budget.PeriodNanoseconds / 1e9);
        _left.WithLabels(port).Set(budget.LeftNanoseconds / 1e9);
        _throttled.WithLabels(port).Set(budget.Throttled ? 1 : 0);
        _used.WithLabels(port).IncTo(budget.UsedNanoseconds / 1e9);
        _granted.WithLabels(port).IncTo(budget.GrantedNanoseconds / 1e9);
        _periods.WithLabels(port).IncTo(budget.Periods);
        _throttledPeriods.WithLabels(port).IncTo(budget.ThrottledPeriods);
        _droppedFrames.WithLabels(port).IncTo(budget.XdpDroppedFrames);
        _droppedBytes.WithLabels(port).IncTo(budget.XdpDroppedBytes);
    }
}
