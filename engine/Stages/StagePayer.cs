namespace Falcon.Engine.Stages;

/// <summary>Who pays for a stage's work on a batch.</summary>
public enum StagePayer : byte
{
    /// <summary>No account: it is overhead.</summary>
    Nobody,

    /// <summary>The accounts that the frames carry when they arrive.</summary>
    Carried,

    /// <summary>
    /// For frames from the wire, the accounts that Bridge finds; the host pays for frames that do not get there. Frames from containers
    /// carry their payer.
    /// </summary>
    FoundByBridge,

    /// <summary>The accounts that the kernel path's programs name.</summary>
    Named,

    /// <summary>The stage that finds the payers: the accounts that the frames carry after it has run.</summary>
    Bridge,
}
