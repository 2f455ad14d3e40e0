using System.Diagnostics;
using Falcon.Engine.Accounting;
using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Handoff;
using Falcon.Engine.Lanes;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Stages;
using Falcon.Engine.Threads;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// All stages of one worker and the order they run in. Has no thread: a worker turns it, and so do tests and
/// benchmarks on memory lanes. One thread at a time.
/// </summary>
public sealed class Pipeline
{
    /// <summary>Frames taken from a lane per turn where nothing else is said.</summary>
    public const int DefaultBatch = 64;

    /// <summary>
    /// Frames after which a turn takes no more: deep enough for long trains of many flows, short enough to stay responsive.
    /// </summary>
    private const int DeepestTurn = 1024;

    /// <summary>
    /// Frames that Deliver hands over before containers are looked at again. Single ones take the kernel some 2 µs each, those of trains
    /// far less: then portions are longer.
    /// </summary>
    private const int SmallestPortion = 64;

    private const int LargestPortion = 256;

    private static readonly long s_longestWait = Stopwatch.Frequency / 10_000;

    private readonly int _batch;
    private readonly UplinkPatience[] _patience;
    private int _roomOfUplinks;
    private int _roomOnWire;
    private long _servedAt;
    private int _portion = SmallestPortion;
    private volatile bool _paused;
    private long _turns;
    private long _quietEpoch;
    private readonly StageRunner?[] _runners; // by id
    private readonly StageRunner[] _fromWire;
    private readonly StageRunner[] _fromContainers;
    private readonly StageRunner[] _upToBridge;
    private readonly StageRunner[] _toPort;
    private readonly StageRunner[] _toWire;
    private readonly StageRunner _bridge;
    private readonly StageRunner _deliver;

    /// <summary>Builds it over a context.</summary>
    /// <param name="context">Lanes, tables, counters, free frames.</param>
    /// <param name="batch">Frames taken from a lane per turn, at most <see cref="StageQueue.Capacity"/> over all lanes.</param>
    public Pipeline(WorkerContext context, int batch = DefaultBatch)
    {
        Context = context;
        _batch = batch;
        _patience = new UplinkPatience[context.Uplinks.Length];
        _runners = new StageRunner[context.Stages.Count];
        foreach (RunnableStage stage in context.Stages.Rows.OfType<RunnableStage>()) _runners[(int)stage.Id] = stage.NewRunner(context);
        _fromWire = RunnersOf(StageSection.FromWire);
        _fromContainers = RunnersOf(StageSection.FromContainers);
        _upToBridge = RunnersOf(StageSection.Bridge);
        _toPort = RunnersOf(StageSection.ToPort);
        _toWire = RunnersOf(StageSection.ToWire);
        _bridge = _upToBridge[^1];
        _deliver = _toPort[^1];
    }

    /// <summary>What the stages use.</summary>
    public WorkerContext Context { get; }

    /// <summary>
    /// How long, in ticks of Stopwatch, what containers sent may wait while frames from the wire are worked on: 100 µs, and the batch under
    /// way.
    /// </summary>
    internal long LongestWait { get; init; } = s_longestWait;

    /// <summary>
    /// While true nothing is taken from containers: it waits in the kernel. Any thread; a turn under way may still take something.
    /// </summary>
    public bool CollectIsPaused
    {
        get => _paused;
        set => _paused = value;
    }

    /// <summary>
    /// Whether its worker may block: no other worker waits for it, and its port lane has followed all changes. Ask after the worker has
    /// announced its sleep (<see cref="Doorbell.FallAsleep"/>). Its own thread.
    /// </summary>
    public bool MaySleep => Context.PortLane.MaySleep && (Context.Handoff?.MaySleep ?? true);

    /// <summary>Turns that have ended. Any thread.</summary>
    public long Turns => Volatile.Read(ref _turns);

    /// <summary>
    /// The last epoch in which a whole turn was made after which the worker held no frame that was taken before that turn. What others sent
    /// it and it has not received does not count. Any thread.
    /// </summary>
    public long QuietEpoch => Volatile.Read(ref _quietEpoch);

    /// <summary>When the last turn ended, in ticks of Stopwatch. Its own thread.</summary>
    public long EndedAt { get; private set; }

    /// <inheritdoc cref="Turn(long)"/>
    public int Turn() => Turn(Stopwatch.GetTimestamp());

    /// <summary>
    /// One turn: takes what waits and carries it to the other side. What containers sent goes all its way first, and again whenever the
    /// frames from the wire have taken a while, so that it never waits for a flood from there. Batches keep the headers in the first-level
    /// cache; joining looks over all batches of the turn, because interleaved flows make trains only over many frames.
    /// </summary>
    /// <param name="now">A timestamp of just now (<see cref="Stopwatch.GetTimestamp"/>).</param>
    /// <returns>Frames taken; 0 when nothing waited, never while containers have to wait for the wire.</returns>
    public int Turn(long now)
    {
        Context.Now = now;
        Context.NowSeconds = Clock.SecondsOf(now);
        long epoch = Context.State.Epoch.Current; // before anything is looked up
        Context.Replicator.BeginTurn(epoch);
        Context.Accountant?.BeginTurn(now);
        if (Context.Queues.Answers.Count > 0) Context.Accountant?.NoteOthers(); // to what containers sent in the turn before
        if (Context.Handoff is { } handoff && handoff.BeginTurn()) now = ChargeSteering(now);

        // A look at a lane is billed to the stage that runs next; in a turn in which none runs it is an empty poll. Reading the clock after
        // every look that found nothing would cost more than the look.
        int taken = ServeContainers(ref now) + ServeWire(ref now);
        Flush();
        Context.Handoff?.EndTurn();
        EndedAt = Stopwatch.GetTimestamp();
        Context.Accountant?.EndTurn(taken, EndedAt);
        if (HoldsNoneOlder) Volatile.Write(ref _quietEpoch, epoch);
        Volatile.Write(ref _turns, _turns + 1);
        return WireIsFull ? taken + 1 : taken;
    }

    /// <summary>What a stage did so far; torn at most by a batch when read from another thread.</summary>
    public StageCounters CountersOf(StageId stage) =>
        _runners[(int)stage] is { } runner ? runner.Counters : Context.Handoff?.Counters ?? default;

    /// <summary>Broadcasts that are still owed copies carry the indices of their source and of the receivers that they are for.</summary>
    private bool HoldsNoneOlder =>
        Context.Queues.AreEmpty && (Context.Handoff?.HoldsNone ?? true) && Context.Replicator.HoldsNoneOlder;

    private StageRunner[] RunnersOf(StageSection section) => [.. Context.Stages.In(section).Select(stage => _runners[(int)stage.Id]!)];

    /// <summary>Makes a slice of the copies that broadcasts are still owed.</summary>
    /// <returns>Frames copied; at least 1 while any wait, so that the worker does not sleep.</returns>
    private int Replicate(ref long now)
    {
        if (Context.Replicator.IsIdle) return 0;
        long startedAt = now;
        now = Context.Replicator.Run(startedAt, out int made);
        _bridge.CountTime(now - startedAt);
        return Context.Replicator.IsIdle ? made : made + 1;
    }

    /// <summary>The time since the last timestamp went to what steering asked for.</summary>
    /// <returns>When it ended; without an accountant nobody asks, and the next stage's time begins where this did.</returns>
    private long ChargeSteering(long startedAt)
    {
        if (Context.Accountant is not { } accountant) return startedAt;
        long now = Stopwatch.GetTimestamp();
        accountant.Charge(Regime.Steering, now);
        return now;
    }

    /// <summary>What containers sent goes all its way; frames from the wire that wait behind Bridge are set aside meanwhile.</summary>
    /// <returns>Frames taken.</returns>
    private int ServeContainers(ref long now)
    {
        _servedAt = now;
        LookForRoom(now);
        int collected = WireIsFull || _paused ? 0 : Collect();
        if (collected == 0) return 0;

        Context.Queues.SwapAside();
        Context.Accountant?.BeginContainers();
        Run(_fromContainers, ref now);
        Run(_upToBridge, ref now);
        HandOverAndRun(_toPort, ref now);
        HandOverAndRun(_toWire, ref now);
        now = _deliver.Run(now); // Encapsulate answers packets that are too big
        Context.Accountant?.EndContainers();
        Context.Queues.SwapAside();
        _servedAt = now;
        return collected;
    }

    /// <summary>Containers are served again when the last time is long enough ago.</summary>
    private int ServeContainersWhenDue(ref long now) => now - _servedAt >= LongestWait ? ServeContainers(ref now) : 0;

    /// <summary>Frames from the wire, and from other workers.</summary>
    /// <returns>Frames taken, those of containers that were served in between among them.</returns>
    private int ServeWire(ref long now)
    {
        int taken = 0, fromWire = 0, received;
        do
        {
            received = ReceiveFromWire();
            fromWire += received;
            Run(_fromWire, ref now);
            Run(_upToBridge, ref now);
            taken += ServeContainersWhenDue(ref now);
        }
        while (received >= _batch && fromWire < DeepestTurn);

        taken += fromWire + Replicate(ref now);
        foreach (StageRunner stage in _toPort)
        {
            taken += HandOver(stage, StageQueue.Capacity, ref now);
            if (stage == _deliver) taken += DeliverInPortions(ref now);
            else now = stage.Run(now);
        }

        foreach (StageRunner stage in _toWire)
        {
            taken += HandOver(stage, _roomOfUplinks, ref now);
            now = stage.Run(now);
        }

        return taken;
    }

    /// <summary>Runs a section, each stage over all that waits for it.</summary>
    private static void Run(StageRunner[] section, ref long now)
    {
        foreach (StageRunner stage in section) now = stage.Run(now);
    }

    /// <summary>
    /// Runs a section, whose frames other workers take where they are to run there. What those have sent waits for <see cref="ServeWire"/>:
    /// it must not overtake what they sent before.
    /// </summary>
    private void HandOverAndRun(StageRunner[] section, ref long now)
    {
        foreach (StageRunner stage in section)
        {
            if (stage.Queue.Count > 0) HandOver(stage, room: 0, ref now);
            now = stage.Run(now);
        }
    }

    /// <summary>Delivering is what costs most: between two portions containers are served.</summary>
    /// <returns>Frames taken from containers.</returns>
    private int DeliverInPortions(ref long now)
    {
        StageQueue queue = _deliver.Queue;
        Span<Frame> waiting = queue.Frames; // stays valid while the queue is set aside
        int taken = 0;
        for (int start = 0, end; start < waiting.Length; start = end)
        {
            end = TrainRuns.EndOf(waiting, Math.Min(start + _portion, waiting.Length) - 1);
            long startedAt = now;
            now = _deliver.Run(waiting[start..end], now);
            if (now - startedAt >= LongestWait) _portion = SmallestPortion;
            else if (end - start >= _portion) _portion = Math.Min(2 * _portion, LargestPortion);
            if (end < waiting.Length) taken += ServeContainersWhenDue(ref now);
        }

        queue.Clear();
        return taken;
    }

    /// <summary>
    /// No room for the largest that a container sends: what it sends waits in the kernel, whole, rather than to be lost here in part.
    /// </summary>
    private bool WireIsFull => _roomOnWire < PacketCollector.MostSegments;

    /// <summary>Finds out how much may be taken from containers; the room only grows until Encapsulate sends.</summary>
    private void LookForRoom(long now)
    {
        _roomOfUplinks = int.MaxValue;
        for (int i = 0; i < _patience.Length; i++)
        {
            IUplinkLane uplink = Context.Uplinks[i];
            int room = uplink.TransmitRoom;
            bool full = room < PacketCollector.MostSegments;
            if (!full) _patience[i].Reset();
            bool stuck = full && !_patience[i].Waits(now, uplink.FramesSent);
            if (stuck != uplink.IsStuck) uplink.IsStuck = stuck;
            if (!stuck) _roomOfUplinks = Math.Min(_roomOfUplinks, room);
        }

        _roomOnWire = Math.Min(_roomOfUplinks, Context.Handoff?.RoomTowardsWire ?? int.MaxValue);
    }

    private int ReceiveFromWire()
    {
        StageQueue queue = _fromWire[0].Queue;
        int taken = 0;
        foreach (IUplinkLane uplink in Context.Uplinks)
        {
            int received = uplink.Receive(queue.Tail(_batch), Context.Cache);
            queue.Grow(received);
            taken += received;
        }

        return taken;
    }

    private int Collect()
    {
        // A large frame of a container becomes many: there must be room for all of a message's.
        int most = Math.Min(Math.Max(_batch, DeepestTurn), _roomOnWire);
        StageQueue queue = _fromContainers[0].Queue;
        Span<Frame> room = queue.Tail(most);
        int collected = Context.PortLane.Receive(room, Context.Cache);
        foreach (ref Frame frame in room[..collected]) frame.Payer = Accounts.OfPort(frame.Source);
        queue.Grow(collected);
        return collected;
    }

    /// <summary>Other workers take what is to run there, and give what is to run here; a worker that is alone hands nothing over.</summary>
    private int HandOver(StageRunner runner, int room, ref long now)
    {
        if (Context.Handoff is not { } handoff || runner.Stage.HandedOver is not { } stage) return 0;
        StageQueue queue = runner.Queue;
        if (!handoff.HasWork(stage, queue)) return 0;
        bool waiting = queue.Count > 0;
        int taken = handoff.Run(stage, queue, room, Context.Drops, Context.Cache);
        long endedAt = Stopwatch.GetTimestamp();
        handoff.CountTime(endedAt - now);
        Context.Accountant?.NoteOthers();
        Context.Accountant?.Charge(waiting || taken > 0 ? Regime.Steering : Regime.EmptyPolls, endedAt);
        now = endedAt;
        return taken;
    }

    private void Flush()
    {
        foreach (IUplinkLane uplink in Context.Uplinks)
        {
            uplink.Flush(Context.Cache);
            if (WireIsFull && uplink.TransmitRoom < PacketCollector.MostSegments) uplink.AwaitRoom();
        }

        Context.PortLane.Flush(Context.Cache);
    }
}
