using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Pipelines;

/// <summary>Runs one stage on one worker. The pipeline calls it once per batch; per-frame work is in the specialised runner.</summary>
/// <param name="context">The worker's context.</param>
/// <param name="stage">The stage's row.</param>
internal abstract class StageRunner(WorkerContext context, StageDescriptor stage)
{
    /// <summary>The stage's counters. The worker writes; any thread may read.</summary>
    protected StageCounters Counted;

    /// <summary>The stage's row.</summary>
    public StageDescriptor Stage { get; } = stage;

    /// <summary>The frames that wait for the stage.</summary>
    public StageQueue Queue { get; } = context.Queue(stage.Id);

    /// <summary>The stage's counters so far.</summary>
    public StageCounters Counters => Counted;

    /// <summary>Adds time that was spent for the stage outside its batches.</summary>
    public void CountTime(long nanoseconds) => Counted.Nanoseconds += nanoseconds;

    /// <summary>Runs the stage over all waiting frames. Timestamps are chained: the end of one stage is the start of the next.</summary>
    /// <param name="startedAt">When the stage before ended, in Stopwatch ticks.</param>
    /// <returns>When this stage ended, in Stopwatch ticks.</returns>
    public long Run(long startedAt)
    {
        if (Queue.Count == 0) return startedAt;
        long endedAt = Run(Queue.Frames, startedAt);
        Queue.Clear();
        return endedAt;
    }

    /// <summary>Runs the stage over some of the waiting frames; the caller removes them from the queue.</summary>
    /// <param name="frames">Whole trains, at least one.</param>
    /// <param name="startedAt">When the stage before ended, in Stopwatch ticks.</param>
    /// <returns>When this stage ended, in Stopwatch ticks.</returns>
    public abstract long Run(Span<Frame> frames, long startedAt);
}
