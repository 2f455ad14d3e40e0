namespace Falcon.Engine.Stages;

/// <summary>Who pays for a stage's work on a batch.</summary>
public enum StagePayer : byte
{
    /// <summary>Nobody: it is overhead.</summary>
    Nobody,

    /// <summary>The accounts that the frames carry when they come.</summary>
    Carried,

    /// <summary>
    /// For frames from the wire, the accounts that Bridge finds, and the host for those that do not get there. What containers sent carries
    /// its payer.
    /// </summary>
    FoundByBridge,

    /// <summary>The stage that finds out: the accounts that the frames carry when it has run.</summary>
    Bridge,
}
