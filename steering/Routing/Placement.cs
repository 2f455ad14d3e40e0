namespace Falcon.Steering.Routing;

/// <summary>
/// Which worker should run a stage for a bucket. Each producer's <see cref="BucketRouter"/> follows it as soon as the flows' order allows.
/// One thread writes, any number read, none waits.
/// </summary>
public sealed class Placement
{
    /// <summary>The worker that has the frame runs the stage itself.</summary>
    public const int Inline = -1;

    private readonly short[] _wanted;
    private long _version;

    /// <summary>Makes a placement with everything inline.</summary>
    /// <param name="workers">How many workers there are.</param>
    /// <param name="buckets">Buckets per stage; a power of two.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is less than one worker or more than 32,767, or the number of buckets is not a power of two.
    /// </exception>
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

    /// <summary>How many workers there are. They are numbered from 0.</summary>
    public int Workers { get; }

    /// <summary>Buckets per stage.</summary>
    public int Buckets { get; }

    /// <summary>Buckets of all stages that should not be inline. For the writer only.</summary>
    public int Steered { get; private set; }

    /// <summary>Grows with every change. A reader of a version also sees all changes before it.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>The bucket of a flow.</summary>
    public int BucketOf(uint flowHash) => (int)(flowHash & (uint)(Buckets - 1));

    /// <summary>The worker that should run the stage, or <see cref="Inline"/>. Any thread.</summary>
    public int Wanted(SteeredStage stage, int bucket) => Volatile.Read(ref _wanted[IndexOf(stage, bucket)]);

    /// <summary>Sets the worker that should run a bucket's stage, or <see cref="Inline"/>. For the writer only.</summary>
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
