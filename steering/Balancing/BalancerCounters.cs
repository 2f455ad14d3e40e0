namespace Falcon.Steering.Balancing;

/// <summary>What a <see cref="Balancer"/> has done since its start. Written by its thread, read by any.</summary>
public sealed class BalancerCounters
{
    /// <summary>Buckets that moved to another place.</summary>
    public long Moves { get; internal set; }

    /// <summary>How often a worker rose above the load threshold.</summary>
    public long CrossingsUp { get; internal set; }

    /// <summary>How often a worker fell below it again.</summary>
    public long CrossingsDown { get; internal set; }
}
