namespace Falcon.Engine.Stages;

/// <summary>What follows a stage, by role: the ways by which its frames leave it.</summary>
[Flags]
public enum StageExits : byte
{
    /// <summary>No stage: frames are handed to a lane.</summary>
    ToLane = 0,

    /// <summary>The next stage on the way to Bridge, or Bridge itself.</summary>
    ToBridge = 1,

    /// <summary>The next stage on the way to the port lane.</summary>
    ToPort = 2,

    /// <summary>The next stage on the way to an uplink lane.</summary>
    ToWire = 4,
}
