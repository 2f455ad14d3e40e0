namespace Falcon.Steering.Routing;

/// <summary>What a <see cref="BucketRouter"/> did since it was made. Written by its thread, read by any.</summary>
public sealed class RouterCounters
{
    /// <summary>Buckets that went to another target.</summary>
    public long Moves { get; internal set; }

    /// <summary>Buckets that were held because they did not drain by themselves.</summary>
    public long Holds { get; internal set; }

    /// <summary>Holds given up because there was no more room for frames.</summary>
    public long Aborts { get; internal set; }
}
