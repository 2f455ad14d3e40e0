namespace Falcon.Engine.Stages;

/// <summary>
/// Names a stage and is its index in arrays. Numbered from 0 without gaps; the numbers mean nothing else. The order of the stages and
/// everything else about them is in the <see cref="StageTable"/>.
/// </summary>
public enum StageId : byte
{
    /// <summary>Checks and strips the outer headers of frames from the wire.</summary>
    Decapsulate,

    /// <summary>Checks the headers of frames from containers and hashes the flow.</summary>
    Collect,

    /// <summary>Looks up the inner destination.</summary>
    Bridge,

    /// <summary>Joins frames of one flow to one container to trains.</summary>
    Coalesce,

    /// <summary>Delivers frames to containers.</summary>
    Deliver,

    /// <summary>Writes the outer headers and hands frames to the wire.</summary>
    Encapsulate,

    /// <summary>Not a stage, but work between two stages: handing frames over to another worker.</summary>
    Handoff,

    /// <summary>Not a worker's stage, but the kernel's softirqs for frames of both paths.</summary>
    Kernel,
}
