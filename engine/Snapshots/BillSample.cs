using Falcon.Api;
using Falcon.Engine.Accounting;

namespace Falcon.Engine.Snapshots;

/// <summary>All bills at one moment. Compact, because a history keeps many samples.</summary>
public sealed record BillSample
{
    /// <summary>Seconds since the engine started.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>The ports by index, including removed ones. A later sample may have more.</summary>
    public required IReadOnlyList<BilledPort> Ports { get; init; }

    /// <summary>The overlays by index, including removed ones. A later sample may have more.</summary>
    public IReadOnlyList<BilledOverlay> Overlays { get; init; } = [];

    /// <summary>The workers' bills and regimes and the kernel's, summed; at most a few milliseconds old.</summary>
    public required BillTotals Bills { get; init; }

    /// <summary>The frames and bytes carried, by port index.</summary>
    public required IReadOnlyList<PortWork> Work { get; init; }

    /// <summary>The budgets by port index; null for a port without one.</summary>
    public required IReadOnlyList<BudgetSnapshot?> Budgets { get; init; }

    /// <summary>The CPUs that workers are pinned to.</summary>
    public required IReadOnlyList<int> WorkerCpus { get; init; }

    /// <summary>The worker threads' CPU time from the kernel, in nanoseconds: an independent check on <see cref="Bills"/>.</summary>
    public required long ThreadCpuNanoseconds { get; init; }

    /// <summary>Nanoseconds of softirqs that are not in it, measured apart from <see cref="Bills"/>; 0 without the kernel path.</summary>
    public long SoftirqNanoseconds { get; init; }
}
