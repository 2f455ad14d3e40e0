namespace Falcon.Api;

/// <summary>What a port sent and got by the kernel path; <c>rx</c> and <c>tx</c> are the container's view.</summary>
public sealed record PathSnapshot
{
    /// <summary>Frames delivered to the container.</summary>
    public required long RxFrames { get; init; }

    /// <summary>Bytes delivered to the container; headers of a train count once.</summary>
    public required long RxBytes { get; init; }

    /// <summary>Frames from the container.</summary>
    public required long TxFrames { get; init; }

    /// <summary>Bytes from the container; headers of a train count once.</summary>
    public required long TxBytes { get; init; }

    /// <summary>Frames (a train is one) that were left to the engine, by reason.</summary>
    public required IReadOnlyList<PathMissCount> Missed { get; init; }

    /// <summary>
    /// How often a frame passed those before it that the engine had not given back in time: they were lost, or the flow never paused.
    /// </summary>
    public required long Overdue { get; init; }
}
