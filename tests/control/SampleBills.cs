using Falcon.Api;
using Falcon.Engine.Accounting;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Snapshots;
using Falcon.Engine.Stages;

namespace Falcon.Control.Tests;

/// <summary>
/// Bills of two ports at a time after the start. Billed per second: web 0.3 s, db nothing, overlay 100 0.04 s, the host 0.01 s, a third
/// port 0.1 s.
/// </summary>
internal static class SampleBills
{
    private static readonly BilledPort[] s_ports = [new("web", 100), new("db", 100)];

    public static BillSample Create(double uptime = 192.5, params BilledPort[] ports)
    {
        if (ports.Length == 0) ports = s_ports;
        long nanosecond = (long)(uptime * 1e9);
        var ledger = new Ledger(Accounts.Count);
        ledger.Add(Accounts.OfPort(0), StageId.Deliver, nanosecond / 5);
        ledger.Add(Accounts.OfPort(0), StageId.Collect, nanosecond / 10);
        if (ports.Length > 2) ledger.Add(Accounts.OfPort(2), StageId.Deliver, nanosecond / 10);
        ledger.Add(Accounts.OfOverlay(0), StageId.Bridge, nanosecond / 25);
        ledger.Add(Accounts.Host, StageId.Decapsulate, nanosecond / 100);
        ledger.Add(Regime.EmptyPolls, nanosecond / 50);
        var totals = new BillTotals(ports.Length, overlays: 1, StandardStages.Table);
        totals.CopyFrom(ledger, nanosecond / 5 + nanosecond / 10 + nanosecond / 25 + nanosecond / 100 + nanosecond / 50, 0, nanosecond / 4);
        return new BillSample
        {
            UptimeSeconds = uptime,
            Ports = ports,
            Overlays = [new BilledOverlay(100)],
            Bills = totals,
            Work = [new PortWork((long)(uptime * 1_000), (long)(uptime * 1_000_000)), .. ports.Skip(1).Select(_ => default(PortWork))],
            Budgets = [.. ports.Select(_ => (BudgetSnapshot?)null)],
            WorkerCpus = [0],
            ThreadCpuNanoseconds = totals.CpuNanoseconds + 1_000_000,
        };
    }
}
