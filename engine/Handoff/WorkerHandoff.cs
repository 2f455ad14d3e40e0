using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Handoff;

/// <summary>
/// One worker's side of the hand-off. Before a stage runs whose frames may be handed over, frames of buckets that run elsewhere go to the
/// other worker, and frames that others sent for this stage join the queue. The router decides where a bucket's frames go, and when that
/// may change. One worker's, not shared, except where noted.
/// </summary>
public sealed class WorkerHandoff
{
    /// <summary>One turn in this many is counted: the balancer needs the buckets' shares, not exact counts.</summary>
    private const int Sampling = 8;

    private readonly BucketRouter _router;
    private readonly WorkerLoad _load;
    private readonly Placement _placement;
    private readonly Outbox[] _outboxes;
    private readonly Mailbox[] _mailboxes;
    private readonly HeldFrames[] _held;
    private readonly CompletionFence _fence;
    private StageCounters _counters;
    private uint _turn;
    private bool _tookMail;

    /// <summary>Joins a worker to the hand-off.</summary>
    /// <param name="rings">The ways between the workers.</param>
    /// <param name="self">The worker's index.</param>
    /// <param name="placement">The worker that runs each bucket's stages.</param>
    /// <param name="router">This worker's router; it follows <paramref name="placement"/>.</param>
    /// <param name="load">Counts the buckets of received frames.</param>
    public WorkerHandoff(HandoffRings rings, int self, Placement placement, BucketRouter router, WorkerLoad load)
    {
        _load = load;
        _placement = placement;
        _router = router;
        SteeredStage[] stages = [.. SteeredStages.All];
        _outboxes = Array.ConvertAll(stages, stage => new Outbox(rings, self, stage));
        _mailboxes = Array.ConvertAll(stages, stage => new Mailbox(rings, self, stage));
        _held = Array.ConvertAll(stages, _ => new HeldFrames());
        _fence = new CompletionFence(rings.Workers);
    }

    /// <summary>Counts the moves of buckets. Any thread.</summary>
    public RouterCounters Router => _router.Counters;

    /// <summary>
    /// Counts batches, handed-over frames and the time spent. Another thread may read counts that are apart by one batch.
    /// </summary>
    public StageCounters Counters => _counters;

    /// <summary>
    /// The frames towards the wire that other workers have room for. Where this worker hands such frames over, it takes no more than this
    /// from containers.
    /// </summary>
    public int RoomTowardsWire
    {
        get
        {
            const int Encapsulate = (int)SteeredStage.Encapsulate;
            return _outboxes[Encapsulate].Room - _held[Encapsulate].Count;
        }
    }

    /// <summary>Whether a frame's stage runs on another worker, or the frame waits for a move of its bucket.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="room">
    /// The number of copies of it that fit on the way there. Half of an inbox stays free for frames that are not copies.
    /// </param>
    public bool IsElsewhere(SteeredStage stage, in Frame frame, out int room)
    {
        room = 0;
        if (!_router.IsSteered(stage)) return false;
        int target = TargetOf(stage, frame);
        if (target == Placement.Inline) return false;
        room = target == BucketRouter.Hold
            ? HeldFrames.Capacity / 2 - _held[(int)stage].Count
            : _outboxes[(int)stage].RoomOf(target) - HandoffRings.InboxCapacity / 2;
        return true;
    }

    /// <summary>The frames held while their bucket moves. Any thread.</summary>
    public int FramesHeld => _held.Sum(held => held.Count);

    /// <summary>Whether no frame is held. Call on the worker's thread.</summary>
    public bool HoldsNone
    {
        get
        {
            foreach (HeldFrames held in _held)
            {
                if (held.Count > 0) return false;
            }

            return true;
        }
    }

    /// <summary>
    /// Whether this worker may block: nothing waits for it, none of its frames waits for another worker, and it has announced everything
    /// that others wait for.
    /// </summary>
    public bool MaySleep
    {
        get
        {
            if (_router.Holds > 0 || !HasToldAll) return false;
            foreach (Mailbox mailbox in _mailboxes)
            {
                if (mailbox.HasMail) return false;
            }

            return true;
        }
    }

    /// <summary>Moves buckets that may move. This is the only time in a turn when targets change.</summary>
    /// <returns>False when there was nothing to do.</returns>
    public bool BeginTurn()
    {
        _turn++;
        if (_router.IsQuiet && HasToldAll) return false;
        foreach (SteeredStage stage in SteeredStages.All) _outboxes[(int)stage].ReportCompleted(_router, stage);
        _router.BeginTurn();
        return true;
    }

    /// <summary>Whether <see cref="Run"/> has anything to do. With everything inline, a turn costs no more than with one worker.</summary>
    public bool HasWork(SteeredStage stage, StageQueue queue) =>
        queue.Count > 0 && (_router.IsSteered(stage) || IsSampled(stage)) || _held[(int)stage].Count > 0 || _mailboxes[(int)stage].HasMail;

    /// <summary>Hands over the frames that run elsewhere and takes those that run here.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="queue">The stage's queue on this worker.</param>
    /// <param name="room">The frames that the stage can take at all.</param>
    /// <param name="drops">Counts frames that no inbox has room for.</param>
    /// <param name="cache">Takes back the chunks of those frames.</param>
    /// <returns>The number of frames taken.</returns>
    public int Run(SteeredStage stage, StageQueue queue, int room, DropCounters drops, FrameCache cache)
    {
        if (IsSampled(stage)) CountBuckets(stage, queue.Frames);
        if (_router.IsSteered(stage) || _held[(int)stage].Count > 0) Send(stage, queue, drops, cache);
        int taken = _mailboxes[(int)stage].Receive(queue, room - queue.Count);
        _tookMail |= taken > 0;
        return taken;
    }

    /// <summary>Call when everything taken in this turn has been through the stages: announces it to the others.</summary>
    public void EndTurn()
    {
        if (!_tookMail && HasToldAll) return;
        _tookMail = false;
        Mailbox coalesce = _mailboxes[(int)SteeredStage.Coalesce];
        foreach (Mailbox mailbox in _mailboxes)
        {
            if (mailbox != coalesce) mailbox.Complete(mailbox.Received);
        }

        const int Deliver = (int)SteeredStage.Deliver;
        bool holds = _held[Deliver].Count > 0;
        if (_fence.EndTurn(coalesce.Received, _outboxes[Deliver].Sent, _router.CompletedOf(SteeredStage.Deliver), holds))
            coalesce.Complete(_fence.Completed);
    }

    /// <summary>Notes how much was handed over so far, by stage and receiving worker.</summary>
    internal void Mark(Span<long> sent)
    {
        for (int stage = 0; stage < _outboxes.Length; stage++) _outboxes[stage].Sent.CopyTo(sent[(stage * Workers)..]);
    }

    /// <summary>Whether all of that has been through the others' stages.</summary>
    internal bool HasCompleted(ReadOnlySpan<long> sent)
    {
        for (int stage = 0; stage < _outboxes.Length; stage++)
        {
            if (!_outboxes[stage].HasCompleted(sent.Slice(stage * Workers, Workers))) return false;
        }

        return true;
    }

    private int Workers => _outboxes[0].Sent.Length;

    private bool HasToldAll => _fence.Completed.SequenceEqual(_mailboxes[(int)SteeredStage.Coalesce].Received);

    private bool IsSampled(SteeredStage stage) => _turn % Sampling == 0 && stage != SteeredStage.Deliver;

    /// <summary>Counts time spent on handing over.</summary>
    internal void CountTime(long nanoseconds) => _counters.Nanoseconds += nanoseconds;

    /// <summary>Sends frames. Held frames go first, because they are older than those of this turn.</summary>
    private void Send(SteeredStage stage, StageQueue queue, DropCounters drops, FrameCache cache)
    {
        HeldFrames held = _held[(int)stage];
        if (_router.Holds > 0 && held.Count + CountHeld(stage, queue.Frames) > HeldFrames.Capacity) _router.AbortHolds(stage);
        if (held.Count > 0)
        {
            queue.Prepend(held.Frames);
            held.Clear();
        }

        int before = queue.Count;
        Sort(stage, queue, drops, cache);
        _outboxes[(int)stage].Publish();
        _counters.Batches++;
        _counters.Frames += before - queue.Count - held.Count;
    }

    /// <summary>Sorts frames by target. Neighbouring frames with the same target are sent together.</summary>
    private void Sort(SteeredStage stage, StageQueue queue, DropCounters drops, FrameCache cache)
    {
        Span<Frame> frames = queue.Frames;
        int kept = 0;
        for (int start = 0; start < frames.Length;)
        {
            int target = TargetOf(stage, frames[start]);
            int end = TrainRuns.EndOf(frames, start);
            while (end < frames.Length && TargetOf(stage, frames[end]) == target) end = TrainRuns.EndOf(frames, end);
            Span<Frame> run = frames[start..end];
            start = end;
            if (target == Placement.Inline)
            {
                if (kept != end - run.Length) run.CopyTo(frames[kept..]);
                kept += run.Length;
            }
            else if (target == BucketRouter.Hold)
            {
                _held[(int)stage].TryAdd(run);
            }
            else if (!TrySend(target, stage, run))
            {
                SendSingly(target, stage, run, drops, cache);
            }
        }

        queue.Truncate(kept);
    }

    private int TargetOf(SteeredStage stage, in Frame frame) => _router.Route(stage, _placement.BucketOf(frame.FlowHash));

    private bool TrySend(int target, SteeredStage stage, ReadOnlySpan<Frame> run)
    {
        Outbox outbox = _outboxes[(int)stage];
        if (!outbox.TrySend(target, run)) return false;
        long end = outbox.Sent[target];
        foreach (ref readonly Frame frame in run) _router.Sent(stage, _placement.BucketOf(frame.FlowHash), end);
        return true;
    }

    /// <summary>Sends train by train when there is no room for all; drops whole trains that do not fit.</summary>
    private void SendSingly(int target, SteeredStage stage, ReadOnlySpan<Frame> run, DropCounters drops, FrameCache cache)
    {
        for (int start = 0; start < run.Length;)
        {
            int end = TrainRuns.EndOf(run, start);
            ReadOnlySpan<Frame> train = run[start..end];
            start = end;
            if (TrySend(target, stage, train)) continue;
            foreach (ref readonly Frame frame in train)
            {
                int payer = stage == SteeredStage.Encapsulate ? frame.Source : frame.Target;
                drops.CountPort(payer, StageId.Handoff, (byte)HandoffDrop.InboxFull);
                cache.Return(frame.Offset);
            }
        }
    }

    private void CountBuckets(SteeredStage chain, ReadOnlySpan<Frame> frames)
    {
        foreach (ref readonly Frame frame in frames) _load.CountReceived(chain, _placement.BucketOf(frame.FlowHash));
    }

    private int CountHeld(SteeredStage stage, ReadOnlySpan<Frame> frames)
    {
        int count = 0;
        foreach (ref readonly Frame frame in frames)
        {
            if (TargetOf(stage, frame) == BucketRouter.Hold) count++;
        }

        return count;
    }
}
