using Falcon.Engine.Frames;
using Falcon.Engine.Workers;

namespace Falcon.Engine.Stages;

/// <summary>
/// A step of the pipeline. Implemented by structs, so that the JIT specialises the runner for each
/// (<see cref="StageRunner{TStage}"/>). A stage knows its context and never another stage.
/// </summary>
public interface IStage
{
    /// <summary>Which step this is.</summary>
    static abstract StageId Id { get; }

    /// <summary>
    /// Handles a batch on the worker's thread. Every frame is passed on with <see cref="WorkerContext.Next"/>, handed to a lane,
    /// or dropped; none stays here.
    /// </summary>
    void Run(Span<Frame> frames, WorkerContext context);
}
