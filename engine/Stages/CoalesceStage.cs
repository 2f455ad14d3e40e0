using Falcon.Engine.Coalescing;
using Falcon.Engine.Frames;
using Falcon.Engine.Workers;

namespace Falcon.Engine.Stages;

/// <summary>
/// Joins consecutive frames of a flow to trains, so that handing them to the container costs the kernel one traversal instead of
/// one each. Looks over all that waits; nothing waits for a timer.
/// </summary>
public struct CoalesceStage : IStage
{
    private readonly Coalescer? _coalescer;

    /// <summary>Creates it.</summary>
    /// <param name="enabled">Whether the port lane takes trains; otherwise every frame passes as it came.</param>
    public CoalesceStage(bool enabled) => _coalescer = enabled ? new Coalescer() : null;

    /// <inheritdoc/>
    public static StageId Id => StageId.Coalesce;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        if (_coalescer is not null)
        {
            _coalescer.Run(frames, context);
            return;
        }

        StageQueue next = context.ToPort(Id);
        foreach (ref readonly Frame frame in frames) next.Push(frame);
    }
}
