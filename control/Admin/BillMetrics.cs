using Falcon.Api;
using Falcon.Control.Billing;
using Falcon.Engine.Accounting;
using Falcon.Engine.Snapshots;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>The bills as Prometheus metrics, in seconds. Updated by the scrape itself.</summary>
internal sealed class BillMetrics
{
    private const double Nanosecond = 1e-9, Microsecond = 1e-6;

    private readonly Counter _containers, _overlays, _departed, _host, _overhead, _billed, _softirqs, _lost, _kernel;
    private readonly Gauge _charged, _quota, _originalQuota;

    public BillMetrics(MetricMaker make)
    {
        _containers = make.Counter("falcon_container_cpu_seconds_total");
        _overlays = make.Counter("falcon_overlay_cpu_seconds_total");
        _departed = make.Counter("falcon_departed_cpu_seconds_total");
        _host = make.Counter("falcon_host_cpu_seconds_total");
        _overhead = make.Counter("falcon_overhead_cpu_seconds_total");
        _billed = make.Counter("falcon_billed_cpu_seconds_total");
        _softirqs = make.Counter("falcon_softirq_cpu_seconds_total");
        _lost = make.Counter("falcon_lost_seconds_total");
        _kernel = make.Counter("falcon_kernel_seconds_total");
        _charged = make.Gauge("falcon_container_cgroup_charged");
        _quota = make.Gauge("falcon_container_cgroup_quota_seconds");
        _originalQuota = make.Gauge("falcon_container_cgroup_original_quota_seconds");
    }

    public void Update(BillMoment now)
    {
        BillTotals bills = now.Sample.Bills;
        var own = new OwnBills(null, now.Sample, now.Sample);
        IReadOnlyList<string> stages = bills.Stages.Names;
        for (int port = 0; port < now.Sample.Ports.Count; port++)
        {
            BilledPort owner = now.Sample.Ports[port];
            if (owner.Removed) continue;
            Update(stages, own.Ports[port], stage => _containers.WithLabels(MetricLabel.Of(owner.Vni), owner.Name, stage));
            if (now.Cgroups[port] is { } cgroup) Update(cgroup, [MetricLabel.Of(owner.Vni), owner.Name]);
        }

        for (int overlay = 0; overlay < now.Sample.Overlays.Count; overlay++)
        {
            BilledOverlay owner = now.Sample.Overlays[overlay];
            if (!owner.Removed)
                Update(stages, own.Overlays[overlay], stage => _overlays.WithLabels(MetricLabel.Of(owner.Vni), stage));
        }

        Update(stages, own.Departed, stage => _departed.WithLabels(stage));
        Update(stages, bills.Of(Accounts.Host), stage => _host.WithLabels(stage));
        Update(BillTotals.RegimeNames, bills.Regimes, regime => _overhead.WithLabels(regime));
        _billed.IncTo(bills.Sum * Nanosecond);
        _softirqs.IncTo(now.Sample.SoftirqNanoseconds * Nanosecond);
        _lost.IncTo(bills.LostNanoseconds * Nanosecond);
        foreach (KernelTime cpu in now.Kernel.Where(cpu => now.Sample.WorkerCpus.Contains(cpu.Cpu))) Update(cpu);
    }

    private static void Update(IReadOnlyList<string> names, ReadOnlySpan<long> nanoseconds, Func<string, Counter.Child> counter)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (nanoseconds[i] > 0) counter(names[i]).IncTo(nanoseconds[i] * Nanosecond);
        }
    }

    private void Update(CgroupSnapshot cgroup, string[] container)
    {
        _charged.WithLabels(container).Set(cgroup.State == CgroupState.Charged ? 1 : 0);
        _quota.WithLabels(container).Set((cgroup.Quota ?? 0) * Microsecond);
        _originalQuota.WithLabels(container).Set((cgroup.OriginalQuota ?? 0) * Microsecond);
    }

    private void Update(KernelTime cpu)
    {
        _kernel.WithLabels(MetricLabel.Of(cpu.Cpu), "softirq").IncTo(cpu.SoftirqSeconds);
        _kernel.WithLabels(MetricLabel.Of(cpu.Cpu), "irq").IncTo(cpu.IrqSeconds);
        _kernel.WithLabels(MetricLabel.Of(cpu.Cpu), "steal").IncTo(cpu.StealSeconds);
    }
}
