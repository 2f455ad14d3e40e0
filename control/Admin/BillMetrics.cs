using System.Globalization;
using Falcon.Control.Billing;
using Falcon.Engine.Accounting;
using Falcon.Engine.Snapshots;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>The bills as Prometheus metrics, in seconds. Updated by the scrape itself.</summary>
internal sealed class BillMetrics
{
    private const double Nanosecond = 1e-9;

    private readonly Counter _containers, _host, _overhead, _billed, _lost, _kernel;

    public BillMetrics(CollectorRegistry registry)
    {
        MetricFactory make = Prometheus.Metrics.WithCustomRegistry(registry);
        _containers = make.CreateCounter("falcon_container_cpu_seconds_total", "CPU time billed to the container.", "overlay", "container", "stage");
        _host = make.CreateCounter("falcon_host_cpu_seconds_total", "CPU time of frames that are no container's.", "stage");
        _overhead = make.CreateCounter("falcon_overhead_cpu_seconds_total", "CPU time of workers that was no stage's work.", "regime");
        _billed = make.CreateCounter("falcon_billed_cpu_seconds_total", "All bills and overhead: what falcon_worker_cpu_seconds_total was divided into.");
        _lost = make.CreateCounter("falcon_lost_seconds_total", "Time in which workers had work and others had their CPU; in no bill.");
        _kernel = make.CreateCounter("falcon_kernel_seconds_total", "What the kernel did outside of threads on the workers' CPUs; an estimate, in no bill.", "cpu", "kind");
    }

    public void Update(BillMoment now)
    {
        BillTotals bills = now.Sample.Bills;
        for (int port = 0; port < now.Sample.Ports.Count; port++)
        {
            BilledPort owner = now.Sample.Ports[port];
            Update(BillTotals.StageNames, bills.Of(Accounts.OfPort(port)), stage => _containers.WithLabels(Text(owner.Vni), owner.Name, stage));
        }

        Update(BillTotals.StageNames, bills.Of(Accounts.Host), stage => _host.WithLabels(stage));
        Update(BillTotals.RegimeNames, bills.Regimes, regime => _overhead.WithLabels(regime));
        _billed.IncTo(bills.Sum * Nanosecond);
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

    private void Update(KernelTime cpu)
    {
        _kernel.WithLabels(Text(cpu.Cpu), "softirq").IncTo(cpu.SoftirqSeconds);
        _kernel.WithLabels(Text(cpu.Cpu), "irq").IncTo(cpu.IrqSeconds);
        _kernel.WithLabels(Text(cpu.Cpu), "steal").IncTo(cpu.StealSeconds);
    }

    private static string Text<T>(T number) where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
