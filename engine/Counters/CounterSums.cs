using Falcon.Xsk.Programs;

namespace Falcon.Engine.Counters;

/// <summary>
/// The counters at an index of a port or an overlay, summed over all workers. They only grow, whichever port or overlay has the index. An
/// owner's own count is the difference to the counters at the time when it got the index.
/// </summary>
internal sealed class CounterSums
{
    /// <summary>The counters of an index that had no owner before.</summary>
    public static CounterSums None { get; } = new();

    /// <summary>CPU time by stage, in nanoseconds; empty for none.</summary>
    public long[] Bills { get; init; } = [];

    /// <summary>Drops in the row order of <see cref="DropCounters"/>; empty for none.</summary>
    public long[] Drops { get; init; } = [];

    /// <summary>Frames and bytes that the engine carried.</summary>
    public TrafficCounters Traffic { get; init; }

    /// <summary>Frames and bytes that the kernel path carried.</summary>
    public TrafficCounters Carried { get; init; }

    /// <summary>Counts of the uplinks' programs for frames to a port.</summary>
    public ThrottleCount Throttled { get; init; }

    /// <summary>CPU time, in nanoseconds.</summary>
    public long Billed => Bills.Sum();
}
