namespace Falcon.Api;

/// <summary>A container's cgroup as it is now.</summary>
public sealed record CgroupSnapshot
{
    /// <summary>Whether the network is charged to it.</summary>
    public required CgroupState State { get; init; }

    /// <summary>Its directory; null while it is missing.</summary>
    public required string? Directory { get; init; }

    /// <summary>CPU time per period that its owner granted it, in microseconds; null without a limit.</summary>
    public required long? OriginalQuota { get; init; }

    /// <summary>What is left of that for the container's own processes.</summary>
    public required long? Quota { get; init; }

    /// <summary>The period, in microseconds.</summary>
    public required long Period { get; init; }
}
