namespace Falcon.Steering.Balancing;

/// <summary>Whether a stage may leave the worker that has its frames.</summary>
public enum StageMode : byte
{
    /// <summary>It moves when measured load says that it pays.</summary>
    Auto,

    /// <summary>It never moves.</summary>
    Inline,

    /// <summary>It is always placed by hash, on the first or the second choice of all workers.</summary>
    Pipelined,
}
