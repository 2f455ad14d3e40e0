using Falcon.Api;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>The ports' CPU budgets as Prometheus metrics; ports without one have none.</summary>
internal sealed class BudgetMetrics
{
    private readonly Gauge _quota, _period, _left, _throttled;
    private readonly Counter _used, _granted, _periods, _throttledPeriods, _droppedFrames, _droppedBytes;

    public BudgetMetrics(MetricFactory make, string[] port)
    {
        _quota = make.CreateGauge("falcon_budget_quota_seconds", "CPU time granted to the port per period.", port);
        _period = make.CreateGauge("falcon_budget_period_seconds", "The period of the port's budget.", port);
        _left = make.CreateGauge("falcon_budget_left_seconds", "CPU time that the port may spend now; a debt is negative.", port);
        _throttled = make.CreateGauge("falcon_budget_throttled", "1 while the port's budget is spent.", port);
        _used = make.CreateCounter("falcon_budget_used_seconds_total", "CPU time billed to the port.", port);
        _granted = make.CreateCounter("falcon_budget_granted_seconds_total", "CPU time that the port got of what was left over.", port);
        _periods = make.CreateCounter("falcon_budget_periods_total", "Periods of the port's budget.", port);
        _throttledPeriods = make.CreateCounter("falcon_budget_throttled_periods_total", "Periods in which the port's budget was spent before their end.", port);
        _droppedFrames = make.CreateCounter("falcon_budget_xdp_dropped_frames_total", "Frames for the port that the uplink's XDP program dropped over budget.", port);
        _droppedBytes = make.CreateCounter("falcon_budget_xdp_dropped_bytes_total", "Bytes of those frames, outer headers included.", port);
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
