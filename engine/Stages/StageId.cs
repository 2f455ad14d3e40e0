namespace Falcon.Engine.Stages;

/// <summary>The steps of the pipeline, in the order in which a worker runs them.</summary>
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
