namespace Falcon.Engine.Accounting;

/// <summary>
/// What a worker does that is no stage's work. Regimes and stages exclude each other and leave nothing out: every moment of a worker
/// belongs to exactly one (after the scheduler of BESS and the tile regimes of Firedancer).
/// </summary>
public enum Regime : byte
{
    /// <summary>
    /// Turns in which no lane and no inbox had anything. In other turns a look that found nothing belongs to what the turn did next.
    /// </summary>
    EmptyPolls,

    /// <summary>Handing frames to other workers and taking theirs.</summary>
    Steering,

    /// <summary>Telling the kernel what was queued and taking back what is sent, at the end of a turn.</summary>
    Flush,

    /// <summary>Falling asleep, giving way to others, and waking up.</summary>
    Blocked,

    /// <summary>The loop around the turns, starting up, and what rounding leaves over.</summary>
    Bookkeeping,
}
