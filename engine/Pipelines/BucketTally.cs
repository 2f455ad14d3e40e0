using Falcon.Xsk.KernelPath;

namespace Falcon.Engine.Pipelines;

/// <summary>Numbers of frames by bucket. Costs nothing for buckets without any. One thread.</summary>
/// <param name="buckets">How many buckets there are.</param>
internal sealed class BucketTally(int buckets)
{
    private readonly uint[] _frames = new uint[buckets];
    private readonly int[] _touched = new int[buckets]; // those with frames
    private int _count;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Counts a frame.</summary>
    public void Add(int bucket)
    {
        if (_frames[bucket]++ == 0) _touched[_count++] = bucket;
    }

    /// <summary>Hands all over.</summary>
    public void MoveTo(EngineCounts counts)
    {
        foreach (int bucket in _touched.AsSpan(0, _count))
        {
            counts.Add(bucket, _frames[bucket]);
            _frames[bucket] = 0;
        }

        _count = 0;
    }
}
