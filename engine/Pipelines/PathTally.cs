using Falcon.Engine.Frames;
using Falcon.Engine.Handoff;
using Falcon.Engine.Threads;
using Falcon.Steering.Routing;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Tells the kernel path when the frames that it left to the engine have left the engine, sent or dropped. A frame counts when it comes
/// in. The numbers are given out at the end of the turn, when everything that came in has been through all stages; so no stage needs to
/// know of it, whatever it does with a frame. What was handed to other workers has to be through their stages, too: a fence stands for it,
/// and what comes meanwhile waits for the next one. One worker's, not shared.
/// </summary>
/// <param name="counts">What the programs see.</param>
/// <param name="handoff">The worker's side of the hand-off; null when it is the only worker.</param>
/// <param name="workers">How many workers there are.</param>
internal sealed class PathTally(EngineCounts counts, WorkerHandoff? handoff, int workers)
{
    private readonly long[] _handedOver = new long[SteeredStages.Count * workers];
    private BucketTally _in = new(counts.Buckets.Count);
    private BucketTally _fenced = new(counts.Buckets.Count);

    /// <summary>Whether frames of this worker may still be with others.</summary>
    public bool Waits => !_fenced.IsEmpty || !_in.IsEmpty;

    /// <summary>Counts frames from containers. A train was one frame for the programs.</summary>
    public void Collect(ReadOnlySpan<Frame> frames, Umem umem)
    {
        foreach (ref readonly Frame frame in frames)
        {
            if ((frame.Flags & (FrameFlags.Joined | FrameFlags.Vlan)) != 0) continue;
            Add(counts.Buckets.FromPort(frame.Source, umem.Slice(frame.Offset, frame.Length)));
        }
    }

    /// <summary>Counts frames from the wire.</summary>
    public void Receive(ReadOnlySpan<Frame> frames, Umem umem)
    {
        foreach (ref readonly Frame frame in frames) Add(counts.Buckets.FromWire(umem.Slice(frame.Offset, frame.Length)));
    }

    /// <summary>Gives out the numbers of frames that are through. Call when the turn has sent what it had.</summary>
    public void EndTurn(WorkerContext context)
    {
        if (_in.IsEmpty && _fenced.IsEmpty) return;
        TryFall();
        if (!_fenced.IsEmpty || !HoldsNone(context)) return;
        (_in, _fenced) = (_fenced, _in);
        handoff?.Mark(_handedOver);
        TryFall();
    }

    /// <summary>Notes that a turn found nothing in any lane, so that all frames that came before it are out.</summary>
    /// <param name="context">The worker's context; its time is the turn's start.</param>
    public void NoteEmpty(WorkerContext context)
    {
        if (!Waits && HoldsNone(context)) counts.NoteEmpty(Clock.NanosecondsOf(context.Now));
    }

    private void Add(int bucket)
    {
        if (bucket != FlowBuckets.None) _in.Add(bucket);
    }

    private void TryFall()
    {
        if (handoff is null || handoff.HasCompleted(_handedOver)) _fenced.MoveTo(counts);
    }

    /// <summary>Whether nothing waits on this worker itself, as what it floods while it copies for others.</summary>
    private bool HoldsNone(WorkerContext context) =>
        context.Replicator.IsIdle && context.Queues.AreEmpty && (handoff?.HoldsNone ?? true);
}
