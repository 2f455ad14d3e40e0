using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Pipelines;

/// <summary>One stage on one worker. The pipeline calls it once per batch; what is done per frame is in the specialised runner.</summary>
/// <param name="context">The worker's.</param>
/// <param name="stage">Its row.</param>
internal abstract class StageRunner(WorkerContext context, StageDescriptor stage)
{
    /// <summary>Written by the worker, read by anyone.</summary>
    protected StageCounters Counted;

    /// <summary>Its row.</summary>
    public StageDescriptor Stage { get; } = stage;

    /// <summary>What waits for it.</summary>
    public StageQueue Queue { get; } = context.Queue(stage.Id);

    /// <summary>What it did so far.</summary>
    public StageCounters Counters => Counted;

    /// <summary>Counts time that was spent for the stage beside its batches.</summary>
    public void CountTime(long nanoseconds) => Counted.Nanoseconds += nanoseconds;

    /// <summary>Runs the stage over all that waits. Timestamps are chained: the end of one stage is the start of the next.</summary>
    /// <param name="startedAt">When the stage before ended.</param>
    /// <returns>When this one ended.</returns>
    public long Run(long startedAt)
    {
        if (Queue.Count == 0) return startedAt;
        long endedAt = Run(Queue.Frames, startedAt);
        Queue.Clear();
        return endedAt;
    }

    /// <summary>Runs the stage over some of what waits for it; the caller takes them off the queue.</summary>
    /// <param name="frames">Whole trains, at least one.</param>
    /// <param name="startedAt">When the stage before ended.</param>
    /// <returns>When this one ended.</returns>
    public abstract long Run(Span<Frame> frames, long startedAt);
}
