namespace Falcon.Engine.Accounting;

/// <summary>
/// What a worker does apart from the stages. Regimes and stages exclude each other, and every moment of a worker belongs to exactly one of
/// them (after the scheduler of BESS and the tile regimes of Firedancer).
/// </summary>
public enum Regime : byte
{
    /// <summary>
    /// Turns in which no lane and no inbox had anything. In other turns, an empty poll counts for what the turn did next.
    /// </summary>
    EmptyPolls,

    /// <summary>Handing frames to other workers and taking theirs.</summary>
    Steering,

    /// <summary>Telling the kernel what was queued and collecting what was sent, at the end of a turn.</summary>
    Flush,

    /// <summary>Falling asleep, yielding the CPU, and waking up.</summary>
    Blocked,

    /// <summary>The loop around the turns, start-up, and rounding.</summary>
    Bookkeeping,
}
