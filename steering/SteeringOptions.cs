using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;

namespace Falcon.Steering;

/// <summary>How work is spread over workers.</summary>
public sealed record SteeringOptions
{
    /// <summary>Buckets per stage; a power of two. More make finer moves, and larger tables.</summary>
    public int Buckets { get; init; } = 1024;

    /// <summary>How flows are hashed.</summary>
    public FlowHashKind FlowHash { get; init; }

    /// <summary>Share of a CPU, 0 to 1, above which a worker gives work away; Falcon's 85 %.</summary>
    public double LoadThreshold { get; init; } = 0.85;

    /// <summary>When no worker would be busier than that with everything inline, everything becomes inline. Share of a CPU, 0 to 1.</summary>
    public double LowWatermark { get; init; } = 0.5;

    /// <summary>Whether Coalesce may move.</summary>
    public StageMode Coalesce { get; init; }

    /// <summary>Whether Deliver may move.</summary>
    public StageMode Deliver { get; init; }

    /// <summary>Whether Encapsulate may move.</summary>
    public StageMode Encapsulate { get; init; }

    /// <summary>Buckets that may change their place within a second, all stages together.</summary>
    public int MostMovesPerSecond { get; init; } = 2000;

    /// <summary>A bucket that moved stays that long, and a reason to become inline must last that long.</summary>
    public TimeSpan Dwell { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// What handing a frame to another worker costs the two together, in nanoseconds. Measured by the benchmark pipeline: 8 to send and 3 to receive; the rest is
    /// for the cache lines that change cores.
    /// </summary>
    public double HandOffNanoseconds { get; init; } = 15;

    /// <summary>Buckets are moved at random that often instead of by load, to test that flows keep their order; null: by load.</summary>
    public TimeSpan? Shuffle { get; init; }

    /// <summary>The mode of a stage.</summary>
    public StageMode ModeOf(SteeredStage stage) => stage switch
    {
        SteeredStage.Coalesce => Coalesce,
        SteeredStage.Deliver => Deliver,
        _ => Encapsulate,
    };
}
