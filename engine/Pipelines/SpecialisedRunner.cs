using System.Diagnostics;
using System.Runtime.CompilerServices;
using Falcon.Engine.Accounting;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Pipelines;

/// <summary>Runs one stage on one worker, between two timestamps.</summary>
/// <typeparam name="TStage">The stage; a struct, so that its code is specialised and inlined here.</typeparam>
internal sealed class SpecialisedRunner<TStage>(WorkerContext context, StageDescriptor row, TStage stage) : StageRunner(context, row)
    where TStage : struct, IStage
{
    private readonly WorkerContext _context = context;
    private readonly TStage _stage = stage;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)] // its own compilation: the JIT limits inlining per method
    public override long Run(Span<Frame> frames, long startedAt)
    {
        Accountant? accountant = _context.Accountant;
        accountant?.Open(Stage, frames);
        _stage.Run(frames, _context);
        long endedAt = Stopwatch.GetTimestamp();
        accountant?.Close(Stage, frames, endedAt);

        Counted.Batches++;
        Counted.Frames += frames.Length;
        Counted.Nanoseconds += endedAt - startedAt;
        return endedAt;
    }
}
