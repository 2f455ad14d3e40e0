using System.Diagnostics;
using System.Runtime.CompilerServices;
using Falcon.Engine.Accounting;
using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Workers;

namespace Falcon.Engine.Stages;

/// <summary>Runs one stage on one worker: over all that waits for it, between two timestamps.</summary>
/// <typeparam name="TStage">The stage; a struct, so that its code is specialised and inlined here.</typeparam>
internal sealed class StageRunner<TStage>
    where TStage : struct, IStage
{
    private readonly WorkerContext _context;
    private readonly StageQueue _queue;
    private readonly TStage _stage;
    private StageCounters _counters;

    public StageRunner(WorkerContext context, TStage stage)
    {
        _context = context;
        _queue = context.Queue(TStage.Id);
        _stage = stage;
    }

    public StageCounters Counters => _counters;

    /// <summary>Counts time that was spent for the stage beside its batches.</summary>
    public void CountTime(long nanoseconds) => _counters.Nanoseconds += nanoseconds;

    /// <summary>Runs the stage over all that waits. Timestamps are chained: the end of one stage is the start of the next.</summary>
    /// <param name="startedAt">When the stage before ended.</param>
    /// <returns>When this one ended.</returns>
    public long Run(long startedAt)
    {
        long endedAt = Run(_queue.Frames, startedAt);
        _queue.Clear();
        return endedAt;
    }

    /// <summary>Runs the stage over some of what waits for it; the caller takes them off the queue.</summary>
    /// <param name="frames">Whole trains.</param>
    /// <param name="startedAt">When the stage before ended.</param>
    /// <returns>When this one ended.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)] // each stage is a compilation of its own: the compiler's limit on inlining is per method
    public long Run(Span<Frame> frames, long startedAt)
    {
        if (frames.IsEmpty) return startedAt;

        Accountant? accountant = _context.Accountant;
        accountant?.Open(TStage.Id, frames);
        _stage.Run(frames, _context);
        long endedAt = Stopwatch.GetTimestamp();
        accountant?.Close(TStage.Id, frames, endedAt);

        _counters.Batches++;
        _counters.Frames += frames.Length;
        _counters.Nanoseconds += endedAt - startedAt;
        return endedAt;
    }
}
