using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;

namespace Falcon.Steering;

/// <summary>How work is spread over workers.</summary>
public sealed record SteeringOptions
{
    /// <summary>Buckets per stage; a power of two. More buckets make finer moves and larger tables.</summary>
    public int Buckets { get; init; } = 1024;

    /// <summary>How flows are hashed.</summary>
    public FlowHashKind FlowHash { get; init; }

    /// <summary>Share of a CPU, 0 to 1, above which a worker gives work away. The Falcon paper uses 85 %.</summary>
    public double LoadThreshold { get; init; } = 0.85;

    /// <summary>
    /// When no worker would be busier than this with everything inline, everything becomes inline. Share of a CPU, 0 to 1.
    /// </summary>
    public double LowWatermark { get; init; } = 0.5;

    /// <summary>Whether Coalesce may move.</summary>
    public StageMode Coalesce { get; init; }

    /// <summary>Whether Deliver may move.</summary>
    public StageMode Deliver { get; init; }

    /// <summary>Whether Encapsulate may move.</summary>
    public StageMode Encapsulate { get; init; }

    /// <summary>Most buckets that may move per second, all stages together.</summary>
    public int MostMovesPerSecond { get; init; } = 2000;

    /// <summary>How long a moved bucket stays, and how long a reason to become inline must last.</summary>
    public TimeSpan Dwell { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// What handing a frame to another worker costs both together, in nanoseconds. The pipeline benchmark measured 8 to send and 3 to
    /// receive; the rest is for cache lines that change cores.
    /// </summary>
    public double HandOffNanoseconds { get; init; } = 15;

    /// <summary>How often buckets move at random, to test that flows keep their order; null to move by load.</summary>
    public TimeSpan? Shuffle { get; init; }

    /// <summary>The mode of a stage.</summary>
    public StageMode ModeOf(SteeredStage stage) => stage switch
    {
        SteeredStage.Coalesce => Coalesce,
        SteeredStage.Deliver => Deliver,
        _ => Encapsulate,
    };
}
