namespace Falcon.Engine.Stages;

/// <summary>A part of the pipeline; a turn runs its stages in order.</summary>
public enum StageSection : byte
{
    /// <summary>From an uplink lane to Bridge.</summary>
    FromWire,

    /// <summary>From the port lane to Bridge.</summary>
    FromContainers,

    /// <summary>Where both join; its last stage is Bridge.</summary>
    Bridge,

    /// <summary>From Bridge to the port lane.</summary>
    ToPort,

    /// <summary>From Bridge to an uplink lane.</summary>
    ToWire,

    /// <summary>Not a stage: work between two stages that is counted like a stage.</summary>
    Between,

    /// <summary>Not a stage: the kernel's work, which no worker runs, and which is billed like a stage's.</summary>
    Kernel,
}
