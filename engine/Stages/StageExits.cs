namespace Falcon.Engine.Stages;

/// <summary>The exits of a stage, by role: where its frames go next.</summary>
[Flags]
public enum StageExits : byte
{
    /// <summary>No further stage: frames are handed to a lane.</summary>
    ToLane = 0,

    /// <summary>The next stage on the way to Bridge, or Bridge itself.</summary>
    ToBridge = 1,

    /// <summary>The next stage on the way to the port lane.</summary>
    ToPort = 2,

    /// <summary>The next stage on the way to an uplink lane.</summary>
    ToWire = 4,
}
