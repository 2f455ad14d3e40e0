namespace Falcon.Steering.Routing;

/// <summary>What a <see cref="BucketRouter"/> has done since its start. Written by its thread, read by any.</summary>
public sealed class RouterCounters
{
    /// <summary>Buckets that moved to another target.</summary>
    public long Moves { get; internal set; }

    /// <summary>Buckets that were held because they did not drain on their own.</summary>
    public long Holds { get; internal set; }

    /// <summary>Holds that ended because there was no more room for frames.</summary>
    public long Aborts { get; internal set; }
}
