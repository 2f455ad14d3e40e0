namespace Falcon.Steering.Balancing;

/// <summary>Whether a stage may run on another worker than the one that has its frames.</summary>
public enum StageMode : byte
{
    /// <summary>It moves when measured load shows that this pays.</summary>
    Auto,

    /// <summary>It never moves.</summary>
    Inline,

    /// <summary>It is always placed by hash, on the first or second choice among all workers.</summary>
    Pipelined,
}
