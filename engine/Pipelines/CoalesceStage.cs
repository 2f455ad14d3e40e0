using Falcon.Engine.Coalescing;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Joins consecutive frames of a flow to trains, so that delivering a train costs the kernel one traversal instead of one per frame. It
/// looks at all waiting frames and never waits for a timer.
/// </summary>
public struct CoalesceStage : IStage
{
    private readonly Coalescer? _coalescer;

    /// <summary>Makes a worker's stage.</summary>
    /// <param name="context">The worker's context. If its port lane takes no trains, frames pass unchanged.</param>
    public CoalesceStage(WorkerContext context) =>
        _coalescer = context.PortLane.TakesTrains ? new Coalescer(context.Umem, context.State) : null;

    /// <inheritdoc/>
    public static StageId Id => StageId.Coalesce;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        StageQueue next = context.ToPort(Id);
        if (_coalescer is not null)
        {
            _coalescer.Run(frames, next);
            return;
        }

        foreach (ref readonly Frame frame in frames) next.Push(frame);
    }
}
