using Falcon.Xsk.Programs;


namespace Falcon.Engine.Counters;

/// <summary>
/// What the counters at an index of a port or an overlay add up to, over all workers. They only grow, whoever has the index: what an owner
/// counts for is the difference to what they were when it came.
/// </summary>
internal sealed class CounterSums
{
    /// <summary>Of an index that nobody had before.</summary>
    public static CounterSums None { get; } = new();

    /// <summary>CPU time by stage, in nanoseconds; empty for none.</summary>
    public long[] Bills { get; init; } = [];

    /// <summary>Drops as <see cref="DropCounters"/> has them in a row; empty for none.</summary>
    public long[] Drops { get; init; } = [];

    /// <summary>Frames and bytes.</summary>
    public TrafficCounters Traffic { get; init; }

    /// <summary>What the uplinks' programs did with frames for a port.</summary>
    public ThrottleCount Throttled { get; init; }

    /// <summary>CPU time, in nanoseconds.</summary>
    public long Billed => Bills.Sum();
}
