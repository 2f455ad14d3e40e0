using Falcon.Engine.Accounting;
using Falcon.Engine.Counters;
using Falcon.Engine.Feedback;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.Topology;

/// <summary>Sums the counters of all workers and of the kernel's programs at the index of a port or an overlay. Any thread.</summary>
/// <param name="workers">The workers.</param>
/// <param name="throttles">Counts what the uplinks' programs dropped over budget; null: there are none.</param>
/// <param name="holds">Counts what the programs at the host ends dropped; null: there are none.</param>
/// <param name="feedback">Counts what the uplinks' programs dropped before full receivers; null: nothing.</param>
/// <param name="kernel">The kernel's part of the bills; null: it is not measured.</param>
/// <param name="carried">Reads what the kernel path carried for a port; null: nothing.</param>
internal sealed class CounterReader(
    IReadOnlyList<WorkerContext> workers, ThrottleTable? throttles, PortHolds? holds, ReceiverFeedback? feedback,
    KernelBills? kernel = null, Func<int, TrafficCounters>? carried = null)
{
    /// <summary>All counters at a port's index.</summary>
    public CounterSums OfPort(int port) => new()
    {
        Bills = BillsOf(Accounts.OfPort(port)),
        Drops = DropsOfPort(port),
        Traffic = TrafficOf(port),
        Carried = CarriedOf(port),
        Throttled = throttles?.CountOf(port) ?? default,
    };

    /// <summary>All counters at an overlay's index.</summary>
    public CounterSums OfOverlay(int overlay) => new()
    {
        Bills = BillsOf(Accounts.OfOverlay(overlay)),
        Drops = DropsOfOverlay(overlay),
    };

    /// <summary>Frames and bytes that a port's containers received and sent.</summary>
    public TrafficCounters TrafficOf(int port)
    {
        TrafficCounters sum = default;
        foreach (WorkerContext worker in workers)
        {
            ref readonly TrafficCounters own = ref worker.PortTraffic[port];
            sum.RxFrames += own.RxFrames;
            sum.RxBytes += own.RxBytes;
            sum.TxFrames += own.TxFrames;
            sum.TxBytes += own.TxBytes;
        }

        return sum;
    }

    /// <summary>Frames and bytes that the kernel path carried to and from a port.</summary>
    public TrafficCounters CarriedOf(int port) => carried?.Invoke(port) ?? default;

    /// <summary>Drops from or for a port, including those of the kernel's programs.</summary>
    public long[] DropsOfPort(int port)
    {
        long[] sum = Sum(worker => worker.Drops.Port(port));
        sum[DropCounters.IndexOf(StageId.Collect, (byte)CollectDrop.OverShare)] += workers.Sum(worker => worker.PortLane.OverShareOf(port));
        sum[DropCounters.IndexOf(StageId.Collect, (byte)CollectDrop.PastGate)] += holds?.DroppedOf(port) ?? 0;
        sum[DropCounters.IndexOf(StageId.Deliver, (byte)DeliverDrop.ReceiverFull)] += feedback?.Gates.DropsOf(port) ?? 0;
        return sum;
    }

    /// <summary>Drops of an overlay that belong to none of its ports.</summary>
    public long[] DropsOfOverlay(int overlay) => Sum(worker => worker.Drops.Overlay(overlay));

    private long[] BillsOf(int account)
    {
        long[] sum = new long[workers[0].Stages.Count];
        foreach (WorkerContext worker in workers) worker.Accountant?.AddBills(account, sum);
        sum[(int)StageId.Kernel] += kernel?.Of(account) ?? 0;
        return sum;
    }

    private long[] Sum(Func<WorkerContext, ReadOnlySpan<long>> row)
    {
        long[] sum = new long[DropCounters.ColumnsOf(workers[0].Stages.Count)];
        foreach (WorkerContext worker in workers)
        {
            ReadOnlySpan<long> own = row(worker);
            for (int column = 0; column < sum.Length; column++) sum[column] += own[column];
        }

        return sum;
    }
}
