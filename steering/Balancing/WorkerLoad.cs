using Falcon.Steering.Routing;

namespace Falcon.Steering.Balancing;

/// <summary>
/// What one worker has done since its start, for the <see cref="Balancer"/>. The counters only grow; one thread writes them, and the
/// balancer reads without stopping it. The worker counts frames. Another thread may write the totals, copied from the worker's counters
/// before each <see cref="Balancer.Tick"/>.
/// </summary>
public sealed class WorkerLoad
{
    private readonly long[] _nanoseconds = new long[SteeredStages.Count];
    private readonly long[] _frames = new long[SteeredStages.Count];
    private readonly long[] _toContainers;
    private readonly long[] _toWire;
    private long _busy;

    /// <summary>Makes counters for this many buckets per stage.</summary>
    public WorkerLoad(int buckets)
    {
        _toContainers = new long[buckets];
        _toWire = new long[buckets];
    }

    /// <summary>Nanoseconds that the worker was not idle.</summary>
    public long BusyNanoseconds
    {
        get => Volatile.Read(ref _busy);
        set => Volatile.Write(ref _busy, value);
    }

    /// <summary>Nanoseconds that a stage took on this worker, whoever received its frames.</summary>
    public long NanosecondsOf(SteeredStage stage) => Volatile.Read(ref _nanoseconds[(int)stage]);

    /// <summary>Frames that a stage handled on this worker, whoever received them.</summary>
    public long FramesOf(SteeredStage stage) => Volatile.Read(ref _frames[(int)stage]);

    /// <summary>Writes the totals of a stage.</summary>
    public void SetStage(SteeredStage stage, long nanoseconds, long frames)
    {
        Volatile.Write(ref _nanoseconds[(int)stage], nanoseconds);
        Volatile.Write(ref _frames[(int)stage], frames);
    }

    /// <summary>Frames of a bucket that this worker received.</summary>
    /// <param name="chain">The first stage on their way: Coalesce or Encapsulate.</param>
    /// <param name="bucket">Their bucket.</param>
    public long ReceivedOf(SteeredStage chain, int bucket) => Volatile.Read(ref BucketsOf(chain)[bucket]);

    /// <summary>
    /// The worker received frames, or its Bridge handed them to the chain. Counting every n-th is enough if n is the same on all workers,
    /// because only shares matter.
    /// </summary>
    /// <param name="chain">The first stage on their way: Coalesce or Encapsulate.</param>
    /// <param name="bucket">Their bucket.</param>
    /// <param name="frames">How many.</param>
    public void CountReceived(SteeredStage chain, int bucket, int frames = 1) => BucketsOf(chain)[bucket] += frames;

    private long[] BucketsOf(SteeredStage chain) => chain == SteeredStage.Encapsulate ? _toWire : _toContainers;
}
