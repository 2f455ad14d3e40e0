using Falcon.Engine.Frames;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// A step of the pipeline. Implemented by structs, so that the JIT specialises the runner for each
/// (<see cref="SpecialisedRunner{TStage}"/>). A stage uses only its context, never another stage; its row is in the
/// <see cref="StageTable"/>.
/// </summary>
public interface IStage
{
    /// <summary>The stage's id.</summary>
    static abstract StageId Id { get; }

    /// <summary>
    /// Handles a batch on the worker's thread. Every frame is passed on to <see cref="WorkerContext.ToBridge"/>,
    /// <see cref="WorkerContext.ToPort"/> or <see cref="WorkerContext.ToWire"/>, handed to a lane, or dropped; the stage keeps none. A
    /// train stays together.
    /// </summary>
    void Run(Span<Frame> frames, WorkerContext context);
}
