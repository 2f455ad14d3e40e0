using Falcon.Engine.Accounting;
using Falcon.Engine.Snapshots;
using Falcon.Engine.Stages;

namespace Falcon.Control.Tests;

/// <summary>Bills of two ports, so many seconds after the start: web is billed 0.3 s a second, db nothing, the host 0.01 s.</summary>
internal static class SampleBills
{
    private static readonly BilledPort[] s_ports = [new("web", 100), new("db", 100)];

    public static BillSample Create(double uptime = 192.5)
    {
        long nanosecond = (long)(uptime * 1e9);
        var ledger = new Ledger(accounts: 3);
        ledger.Add(Accounts.OfPort(0), StageId.Deliver, nanosecond / 5);
        ledger.Add(Accounts.OfPort(0), StageId.Collect, nanosecond / 10);
        ledger.Add(Accounts.Host, StageId.Decapsulate, nanosecond / 100);
        ledger.Add(Regime.EmptyPolls, nanosecond / 50);
        var totals = new BillTotals(ports: 2);
        totals.CopyFrom(ledger, nanosecond / 5 + nanosecond / 10 + nanosecond / 100 + nanosecond / 50, nanosecond / 4);
        return new BillSample
        {
            UptimeSeconds = uptime,
            Ports = s_ports,
            Bills = totals,
            Work = [new PortWork((long)(uptime * 1_000), (long)(uptime * 1_000_000)), default],
            Budgets = [null, null],
            WorkerCpus = [0],
            ThreadCpuNanoseconds = totals.CpuNanoseconds + 1_000_000,
        };
    }
}
