namespace Falcon.Api;

/// <summary>What one container's network cost.</summary>
public sealed record ContainerBill
{
    /// <summary>The name of its port.</summary>
    public required string Container { get; init; }

    /// <summary>Whether the port was removed since; the last 256 that are gone are listed if there is a bill.</summary>
    public bool Removed { get; init; }

    /// <summary>The VNI of its overlay.</summary>
    public required uint Overlay { get; init; }

    /// <summary>CPU time.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Its part of all of the host's CPU time, 0 to 1.</summary>
    public required double HostShare { get; init; }

    /// <summary>The CPU time by stage; stages without any are left out.</summary>
    public required IReadOnlyList<CpuShare> Stages { get; init; }

    /// <summary>Frames delivered to it and received from it.</summary>
    public required long Frames { get; init; }

    /// <summary>Their bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>CPU time per frame in nanoseconds; null without frames.</summary>
    public required double? NanosecondsPerFrame { get; init; }

    /// <summary>CPU time per megabyte (10⁶ bytes) in nanoseconds; null without bytes.</summary>
    public required double? NanosecondsPerMegabyte { get; init; }

    /// <summary>Its budget as it is now; null when it has none.</summary>
    public required BudgetSnapshot? Budget { get; init; }

    /// <summary>The cgroup that it is charged to as it is now; null when it has none.</summary>
    public CgroupSnapshot? Cgroup { get; init; }
}
