namespace Falcon.Xsk.KernelPath;

/// <summary>
/// What one worker tells the programs: how many frames of each bucket have left the engine again, sent or dropped. Only that worker
/// writes.
/// </summary>
public sealed class EngineCounts
{
    private readonly Memory _memory, _emptied;
    private readonly int _worker;
    private readonly int _first;

    /// <summary>Makes the counts of a worker.</summary>
    /// <param name="buckets">The buckets of flows.</param>
    /// <param name="memory">The counts, by worker and bucket.</param>
    /// <param name="emptied">When the workers had nothing.</param>
    /// <param name="worker">The worker's index.</param>
    public EngineCounts(FlowBuckets buckets, Memory memory, Memory emptied, int worker)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        Buckets = buckets;
        (_memory, _emptied, _worker) = (memory, emptied, worker);
        _first = worker * buckets.Count;
    }

    /// <summary>Where the numbers of all workers are.</summary>
    public delegate Span<long> Memory();

    /// <summary>The buckets of flows.</summary>
    public FlowBuckets Buckets { get; }

    /// <summary>Counts frames of a bucket that are out. The programs see it after everything that was done before.</summary>
    public void Add(int bucket, uint frames)
    {
        ref long count = ref _memory()[_first + bucket];
        Volatile.Write(ref count, count + frames);
    }

    /// <summary>Notes that all frames that were in the worker's rings at a time are out.</summary>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    public void NoteEmpty(long now) => Volatile.Write(ref _emptied()[_worker], now);
}
