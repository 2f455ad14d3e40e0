namespace Falcon.Steering.Routing;

/// <summary>
/// Which worker shall run a stage for a bucket: a wish, which every producer fulfils when its <see cref="BucketRouter"/> sees that the
/// flows' order allows it. One thread writes, any number read, none waits.
/// </summary>
public sealed class Placement
{
    /// <summary>The worker that has the frame runs the stage itself.</summary>
    public const int Inline = -1;

    private readonly short[] _wanted;
    private long _version;

    /// <summary>Starts with everything inline.</summary>
    /// <param name="workers">Workers there are.</param>
    /// <param name="buckets">Buckets per stage; a power of two.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one worker, more than 32,767, or buckets no power of two.</exception>
    public Placement(int workers, int buckets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workers, short.MaxValue);
        if (!int.IsPow2(buckets)) throw new ArgumentOutOfRangeException(nameof(buckets), buckets, "must be a power of two");
        Workers = workers;
        Buckets = buckets;
        _wanted = new short[SteeredStages.Count * buckets];
        Array.Fill<short>(_wanted, Inline);
    }

    /// <summary>Workers there are, counted from 0.</summary>
    public int Workers { get; }

    /// <summary>Buckets per stage.</summary>
    public int Buckets { get; }

    /// <summary>Buckets, over all stages, that are not wanted inline. For the one writer.</summary>
    public int Steered { get; private set; }

    /// <summary>Grows with every change. Who has seen a version has seen all that was wanted before it.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>The bucket of a flow.</summary>
    public int BucketOf(uint flowHash) => (int)(flowHash & (uint)(Buckets - 1));

    /// <summary>The worker wanted, or <see cref="Inline"/>. Any thread.</summary>
    public int Wanted(SteeredStage stage, int bucket) => Volatile.Read(ref _wanted[IndexOf(stage, bucket)]);

    /// <summary>Wants a bucket's stage on a worker, or <see cref="Inline"/>. The one writer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such worker.</exception>
    public void Want(SteeredStage stage, int bucket, int worker)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(worker, Inline);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(worker, Workers);
        ref short wanted = ref _wanted[IndexOf(stage, bucket)];
        if (wanted == worker) return;
        if (wanted != Inline) Steered--;
        if (worker != Inline) Steered++;
        Volatile.Write(ref wanted, (short)worker);
        Volatile.Write(ref _version, _version + 1);
    }

    internal int IndexOf(SteeredStage stage, int bucket) => (int)stage * Buckets + bucket;
}
