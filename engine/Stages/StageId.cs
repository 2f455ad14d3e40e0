namespace Falcon.Engine.Stages;

/// <summary>
/// Names a stage: its place in arrays. Numbered from 0 without gaps; that is all the numbers say. What order stages run in and what else is
/// known of them is in the <see cref="StageTable"/>.
/// </summary>
public enum StageId : byte
{
    /// <summary>Frames from the wire: the outer headers are checked and stripped.</summary>
    Decapsulate,

    /// <summary>Frames from containers: the headers are checked and the flow is hashed.</summary>
    Collect,

    /// <summary>The inner destination is looked up.</summary>
    Bridge,

    /// <summary>Frames of one flow for one container are joined to trains.</summary>
    Coalesce,

    /// <summary>Frames are handed to containers.</summary>
    Deliver,

    /// <summary>The outer headers are written and frames are handed to the wire.</summary>
    Encapsulate,

    /// <summary>Between two stages: frames go on to another worker.</summary>
    Handoff,
}
