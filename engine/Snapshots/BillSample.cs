using Falcon.Api;
using Falcon.Engine.Accounting;

namespace Falcon.Engine.Snapshots;

/// <summary>All bills at one moment. Compact: whoever keeps a history keeps many.</summary>
public sealed record BillSample
{
    /// <summary>Seconds since the engine started.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>The ports, by index, removed ones included: a later sample may have more.</summary>
    public required IReadOnlyList<BilledPort> Ports { get; init; }

    /// <summary>The overlays, by index, removed ones included: a later sample may have more.</summary>
    public IReadOnlyList<BilledOverlay> Overlays { get; init; } = [];

    /// <summary>The workers' bills and regimes, added up; at most a few milliseconds old.</summary>
    public required BillTotals Bills { get; init; }

    /// <summary>What was carried, by port.</summary>
    public required IReadOnlyList<PortWork> Work { get; init; }

    /// <summary>The budgets, by port; null for a port without one.</summary>
    public required IReadOnlyList<BudgetSnapshot?> Budgets { get; init; }

    /// <summary>The CPUs that workers are pinned to.</summary>
    public required IReadOnlyList<int> WorkerCpus { get; init; }

    /// <summary>
    /// The worker threads' CPU time as the kernel has it now; the check on <see cref="Bills"/>, which was not made from this reading.
    /// </summary>
    public required long ThreadCpuNanoseconds { get; init; }
}
