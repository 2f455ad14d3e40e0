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
/// All stages of one worker, in the order they run. It has no thread: a worker calls it, and tests and benchmarks call it on memory lanes.
/// One thread at a time.
/// </summary>
public sealed class Pipeline
{
    /// <summary>Frames taken from a lane per turn, by default.</summary>
    public const int DefaultBatch = 64;

    /// <summary>The most frames of a turn: enough for long trains of many flows, few enough to stay responsive.</summary>
    private const int DeepestTurn = 1024;

    /// <summary>
    /// Frames that Deliver hands over before containers are served again. A single frame takes the kernel about 2 µs, a frame of a train
    /// far less; then portions grow.
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

    /// <summary>Makes the pipeline of a context.</summary>
    /// <param name="context">Lanes, tables, counters, free frames.</param>
    /// <param name="batch">Frames taken from a lane per turn; over all lanes at most <see cref="StageQueue.Capacity"/>.</param>
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

    /// <summary>The worker's context, which the stages use.</summary>
    public WorkerContext Context { get; }

    /// <summary>
    /// How long frames from containers may wait while frames from the wire are handled, in Stopwatch ticks: 100 µs by default, plus the
    /// batch in progress.
    /// </summary>
    internal long LongestWait { get; init; } = s_longestWait;

    /// <summary>Whether frames from containers stay in the kernel. Any thread; a turn in progress may still take some.</summary>
    public bool CollectIsPaused
    {
        get => _paused;
        set => _paused = value;
    }

    /// <summary>
    /// Whether the worker may block: no other worker waits for it, and its port lane has applied all changes. Call on the worker's thread,
    /// after it has announced its sleep (<see cref="Doorbell.FallAsleep"/>). While frames that it has to count are with others, it has
    /// to look.
    /// </summary>
    public bool MaySleep => Context.PortLane.MaySleep && (Context.Handoff?.MaySleep ?? true) && Context.Path is not { Waits: true };

    /// <summary>The number of completed turns. Any thread.</summary>
    public long Turns => Volatile.Read(ref _turns);

    /// <summary>
    /// The last epoch in which the worker made a whole turn and ended it without any frame from before that turn. Frames that others have
    /// sent it and it has not received do not count. Any thread.
    /// </summary>
    public long QuietEpoch => Volatile.Read(ref _quietEpoch);

    /// <summary>When the last turn ended, in Stopwatch ticks. The worker's thread only.</summary>
    public long EndedAt { get; private set; }

    /// <inheritdoc cref="Turn(long)"/>
    public int Turn() => Turn(Stopwatch.GetTimestamp());

    /// <summary>
    /// Runs one turn: takes what waits and carries it to the other side. Frames from containers go all the way first, and again whenever
    /// frames from the wire have taken a while, so that they never wait for a flood. Small batches keep headers in the first-level cache.
    /// Joining looks at all batches of the turn, because interleaved flows only make trains over many frames.
    /// </summary>
    /// <param name="now">A current timestamp (<see cref="Stopwatch.GetTimestamp"/>).</param>
    /// <returns>The number of frames taken. 0 when nothing waited, but at least 1 while containers wait for room on the wire.</returns>
    public int Turn(long now)
    {
        Context.Now = now;
        Context.NowSeconds = Clock.SecondsOf(now);
        long epoch = Context.State.Epoch.Current; // before any lookup
        Context.Replicator.BeginTurn(epoch);
        Context.Accountant?.BeginTurn(now);
        if (Context.Queues.Answers.Count > 0) Context.Accountant?.NoteOthers(); // they join this turn's frames from containers
        if (Context.Handoff is { } handoff && handoff.BeginTurn()) now = ChargeSteering(now);

        // An empty poll of a lane is billed to the stage that runs next, or as an empty poll if no stage runs. Reading the clock after each
        // empty poll would cost more than the poll.
        int taken = ServeContainers(ref now) + ServeWire(ref now);
        Flush();
        Context.Handoff?.EndTurn();
        if (Context.Path is { } path) TellPath(path, taken);
        EndedAt = Stopwatch.GetTimestamp();
        Context.Accountant?.EndTurn(taken, EndedAt);
        if (HoldsNoneOlder) Volatile.Write(ref _quietEpoch, epoch);
        Volatile.Write(ref _turns, _turns + 1);
        return WireIsFull ? taken + 1 : taken;
    }

    /// <summary>The counters of a stage. Another thread may read counts that are apart by one batch.</summary>
    public StageCounters CountersOf(StageId stage) =>
        _runners[(int)stage] is { } runner ? runner.Counters : Context.Handoff?.Counters ?? default;

    /// <summary>
    /// Whether the worker holds no frame from before this turn. Broadcasts that wait to be copied count: they carry the indices of their
    /// source and receivers.
    /// </summary>
    private bool HoldsNoneOlder =>
        Context.Queues.AreEmpty && (Context.Handoff?.HoldsNone ?? true) && Context.Replicator.HoldsNoneOlder;

    private StageRunner[] RunnersOf(StageSection section) => [.. Context.Stages.In(section).Select(stage => _runners[(int)stage.Id]!)];

    /// <summary>Copies a slice of the waiting broadcasts.</summary>
    /// <returns>Frames copied; at least 1 while any wait, so that the worker does not sleep.</returns>
    private int Replicate(ref long now)
    {
        if (Context.Replicator.IsIdle) return 0;
        long startedAt = now;
        now = Context.Replicator.Run(startedAt, out int made);
        _bridge.CountTime(now - startedAt);
        return Context.Replicator.IsIdle ? made : made + 1;
    }

    /// <summary>Charges the time since the last timestamp to steering.</summary>
    /// <returns>The end of that time; without an accountant, its start, because nothing measures it.</returns>
    private long ChargeSteering(long startedAt)
    {
        if (Context.Accountant is not { } accountant) return startedAt;
        long now = Stopwatch.GetTimestamp();
        accountant.Charge(Regime.Steering, now);
        return now;
    }

    /// <summary>
    /// Takes frames from containers and carries them all the way. Frames from the wire that wait behind Bridge are set aside meanwhile.
    /// </summary>
    /// <returns>The number of frames taken.</returns>
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
        now = _deliver.Run(now); // Encapsulate may have answered packets that are too big
        Context.Accountant?.EndContainers();
        Context.Queues.SwapAside();
        _servedAt = now;
        return collected;
    }

    /// <summary>Serves containers if they have waited long enough.</summary>
    private int ServeContainersWhenDue(ref long now) => now - _servedAt >= LongestWait ? ServeContainers(ref now) : 0;

    /// <summary>Takes and carries frames from the wire and from other workers.</summary>
    /// <returns>The number of frames taken, including those of containers served in between.</returns>
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

    /// <summary>Runs the stages of a section, each over all frames that wait for it.</summary>
    private static void Run(StageRunner[] section, ref long now)
    {
        foreach (StageRunner stage in section) now = stage.Run(now);
    }

    /// <summary>
    /// Runs a section; frames that run on other workers are handed over. Frames that others have sent wait for <see cref="ServeWire"/>:
    /// they must not overtake earlier ones of the same sender.
    /// </summary>
    private void HandOverAndRun(StageRunner[] section, ref long now)
    {
        foreach (StageRunner stage in section)
        {
            if (stage.Queue.Count > 0) HandOver(stage, room: 0, ref now);
            now = stage.Run(now);
        }
    }

    /// <summary>Delivers in portions and serves containers in between, because delivering costs most.</summary>
    /// <returns>The number of frames taken from containers.</returns>
    private int DeliverInPortions(ref long now)
    {
        StageQueue queue = _deliver.Queue;
        Span<Frame> waiting = queue.Frames; // valid even while the queue is set aside
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
    /// Whether the wire has no room for the largest message of a container. Then the container's messages wait in the kernel, whole,
    /// instead of losing a part here.
    /// </summary>
    private bool WireIsFull => _roomOnWire < PacketCollector.MostSegments;

    /// <summary>Computes how many frames may be taken from containers. The room only grows until Encapsulate sends.</summary>
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
            Span<Frame> room = queue.Tail(_batch);
            int received = uplink.Receive(room, Context.Cache);
            Context.Path?.Receive(room[..uplink.ReceivedFromPath], Context.Umem);
            queue.Grow(received);
            taken += received;
        }

        return taken;
    }

    private void TellPath(PathTally path, int taken)
    {
        path.EndTurn(Context);
        if (taken == 0 && !_paused && !WireIsFull) path.NoteEmpty(Context);
    }

    private int Collect()
    {
        // A large frame of a container becomes many: all of them need room.
        int most = Math.Min(Math.Max(_batch, DeepestTurn), _roomOnWire);
        StageQueue queue = _fromContainers[0].Queue;
        Span<Frame> room = queue.Tail(most);
        int collected = Context.PortLane.Receive(room, Context.Cache);
        foreach (ref Frame frame in room[..collected]) frame.Payer = Accounts.OfPort(frame.Source);
        Context.Path?.Collect(room[..collected], Context.Umem);
        queue.Grow(collected);
        return collected;
    }

    /// <summary>Hands over frames that run on other workers and takes those that run here. Does nothing on a single worker.</summary>
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
