using Falcon.Engine.Accounting;
using Falcon.Engine.Tables;
using Falcon.Engine.Workers;

namespace Falcon.Engine.Budgets;

/// <summary>The bills of all workers, each of which has an accountant, and the kernel's.</summary>
internal sealed class WorkerBills(IReadOnlyList<Worker> workers, ForwardingState state, KernelBills? kernel) : IBills
{
    /// <inheritdoc/>
    public int Workers => workers.Count;

    /// <inheritdoc/>
    public long AllBilledNanoseconds =>
        Enumerable.Range(0, state.Ports.Length).Sum(port => Billed(Accounts.OfPort(port)))
        + Enumerable.Range(0, state.Overlays.Length).Sum(overlay => Billed(Accounts.OfOverlay(overlay)))
        + (kernel?.OverWorkers ?? 0);

    /// <inheritdoc/>
    public long LostNanoseconds => workers.Sum(worker => worker.Pipeline.Context.Accountant!.LostNanoseconds);

    /// <inheritdoc/>
    public long BilledNanoseconds(int port) =>
        Billed(Accounts.OfPort(port)) + (kernel?.Of(Accounts.OfPort(port)) ?? 0) - state.Ports[port].Before.Billed;

    private long Billed(int account)
    {
        long billed = 0;
        foreach (Worker worker in workers) billed += worker.Pipeline.Context.Accountant!.BilledNanoseconds(account);
        return billed;
    }
}
