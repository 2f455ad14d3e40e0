namespace Falcon.Steering.Routing;

/// <summary>
/// A stage whose work may run on another worker than the one that received the frame. Towards a container the chain is
/// <see cref="Coalesce"/>, then <see cref="Deliver"/>; towards the wire it is <see cref="Encapsulate"/> alone.
/// </summary>
public enum SteeredStage : byte
{
    /// <summary>Joins frames of a flow into trains.</summary>
    Coalesce,

    /// <summary>Hands frames to the container.</summary>
    Deliver,

    /// <summary>Writes the outer headers and hands frames to the wire.</summary>
    Encapsulate,
}
