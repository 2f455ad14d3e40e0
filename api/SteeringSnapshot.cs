namespace Falcon.Api;

/// <summary>How several workers share the work; counters since the engine started.</summary>
public sealed record SteeringSnapshot
{
    /// <summary><c>inline</c>, <c>split</c> or <c>saturated</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Buckets that were given another place.</summary>
    public required long Decisions { get; init; }

    /// <summary>How often a worker came above the load threshold.</summary>
    public required long CrossingsUp { get; init; }

    /// <summary>How often a worker came back below it.</summary>
    public required long CrossingsDown { get; init; }

    /// <summary>The workers, in order.</summary>
    public required IReadOnlyList<SteeredWorkerSnapshot> Workers { get; init; }
}
