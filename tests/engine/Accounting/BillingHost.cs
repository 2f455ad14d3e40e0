using System.Diagnostics;
using Falcon.Engine.Accounting;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Tests.Accounting;

/// <summary>A memory host with bills. Its CPU clock runs with the wall clock, so no time is lost.</summary>
internal sealed class BillingHost : IDisposable
{
    public BillingHost()
    {
        Accountant = new Accountant(Stopwatch.GetTimestamp);
        Host = new MemoryHost(accountant: Accountant);
    }

    public Accountant Accountant { get; }

    public MemoryHost Host { get; }

    /// <summary>Publishes and returns all bills.</summary>
    public BillTotals Bills()
    {
        Accountant.Settle();
        return Read();
    }

    public BillTotals Read()
    {
        var totals = new BillTotals(ports: 3, overlays: 2, StandardStages.Table);
        Accountant.AddTo(totals);
        return totals;
    }

    /// <summary>The stages that an account has paid for.</summary>
    public IEnumerable<StageId> PaidBy(int account)
    {
        BillTotals bills = Bills();
        return Enum.GetValues<StageId>().Where(stage => bills.Of(account)[(int)stage] > 0);
    }

    public void Dispose() => Host.Dispose();
}
