namespace Falcon.Engine.Stages;

/// <summary>A part of the pipeline; a turn runs its stages one after the other.</summary>
public enum StageSection : byte
{
    /// <summary>From an uplink lane to Bridge.</summary>
    FromWire,

    /// <summary>From the port lane to Bridge.</summary>
    FromContainers,

    /// <summary>Both come together; Bridge is the last.</summary>
    Bridge,

    /// <summary>From Bridge to the port lane.</summary>
    ToPort,

    /// <summary>From Bridge to an uplink lane.</summary>
    ToWire,

    /// <summary>No stage: work between two stages that is counted like one's.</summary>
    Between,
}
