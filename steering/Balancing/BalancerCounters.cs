namespace Falcon.Steering.Balancing;

/// <summary>What a <see cref="Balancer"/> did since it was made. Written by its thread, read by any.</summary>
public sealed class BalancerCounters
{
    /// <summary>Buckets that were given another place.</summary>
    public long Moves { get; internal set; }

    /// <summary>How often a worker came above the load threshold.</summary>
    public long CrossingsUp { get; internal set; }

    /// <summary>How often a worker came back below it.</summary>
    public long CrossingsDown { get; internal set; }
}
