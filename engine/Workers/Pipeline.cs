using System.Diagnostics;
using Falcon.Engine.Accounting;
using Falcon.Engine.Counters;
using Falcon.Engine.Lanes;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Stages;
using Falcon.Steering.Routing;

namespace Falcon.Engine.Workers;

/// <summary>
/// All stages of one worker and the order they run in. Has no thread: a <see cref="Worker"/> turns it, and so do tests and
/// benchmarks on memory lanes. One thread at a time.
/// </summary>
public sealed class Pipeline
{
    /// <summary>Frames taken from a lane per turn where nothing else is said.</summary>
    public const int DefaultBatch = 64;

    /// <summary>Frames after which a turn takes no more: deep enough for long trains of many flows, short enough to stay responsive.</summary>
    private const int DeepestTurn = 1024;

    private readonly int _batch;
    private int _roomOfUplinks; // at the turn's start; until Encapsulate sends it only grows
    private int _roomOnWire;
    private volatile bool _paused;
    private long _turns;
    private readonly StageRunner<DecapsulateStage> _decapsulate;
    private readonly StageRunner<CollectStage> _collect;
    private readonly StageRunner<BridgeStage> _bridge;
    private readonly StageRunner<CoalesceStage> _coalesce;
    private readonly StageRunner<DeliverStage> _deliver;
    private readonly StageRunner<EncapsulateStage> _encapsulate;

    /// <summary>Builds it over a context.</summary>
    /// <param name="context">Lanes, tables, counters, free frames.</param>
    /// <param name="batch">Frames taken from a lane per turn, at most <see cref="StageQueue.Capacity"/> over all lanes.</param>
    public Pipeline(WorkerContext context, int batch = DefaultBatch)
    {
        Context = context;
        _batch = batch;
        _decapsulate = new(context, default);
        _collect = new(context, default);
        _bridge = new(context, default);
        _coalesce = new(context, new CoalesceStage(context.PortLane.TakesTrains));
        _deliver = new(context, default);
        _encapsulate = new(context, default);
    }

    /// <summary>What the stages use.</summary>
    public WorkerContext Context { get; }

    /// <summary>While true nothing is taken from containers: it waits in the kernel. Any thread; a turn under way may still take something.</summary>
    public bool CollectIsPaused
    {
        get => _paused;
        set => _paused = value;
    }

    /// <summary>Turns that have ended. Any thread.</summary>
    public long Turns => Volatile.Read(ref _turns);

    /// <summary>When the last turn ended, in ticks of Stopwatch. Its own thread.</summary>
    public long EndedAt { get; private set; }

    /// <inheritdoc cref="Turn(long)"/>
    public int Turn() => Turn(Stopwatch.GetTimestamp());

    /// <summary>
    /// One turn: takes what waits and carries it to the other side. Batches keep the headers in the first-level cache; joining looks over
    /// all batches of the turn, because interleaved flows make trains only over many frames.
    /// </summary>
    /// <param name="now">A timestamp of just now (<see cref="Stopwatch.GetTimestamp"/>).</param>
    /// <returns>Frames taken; 0 when nothing waited, never while containers have to wait for the wire.</returns>
    public int Turn(long now)
    {
        Context.Now = now;
        Context.NowSeconds = Clock.SecondsOf(now);
        Context.Accountant?.BeginTurn(now);
        if (Context.Exchange is { } exchange && exchange.BeginTurn()) now = ChargeSteering(now);

        // To look at a lane is the work of the stage that runs next; of a turn in which none does it is an empty poll. To read the clock after every look
        // that found nothing would cost more than the look.
        _roomOfUplinks = RoomOfUplinks();
        _roomOnWire = Math.Min(_roomOfUplinks, Context.Exchange?.RoomTowardsWire ?? int.MaxValue);
        int taken = WireIsFull || _paused ? 0 : Collect();
        now = _collect.Run(now);
        int received;
        do
        {
            received = ReceiveFromWire();
            taken += received;
            now = _bridge.Run(_decapsulate.Run(now));
        }
        while (received >= _batch && taken < DeepestTurn);

        taken += Replicate(ref now);
        taken += Exchange(SteeredStage.Coalesce, StageId.Coalesce, StageQueue.Capacity, ref now);
        now = _coalesce.Run(now);
        taken += Exchange(SteeredStage.Deliver, StageId.Deliver, StageQueue.Capacity, ref now);
        now = _deliver.Run(now);
        taken += Exchange(SteeredStage.Encapsulate, StageId.Encapsulate, _roomOfUplinks, ref now);
        _encapsulate.Run(now);
        Flush();
        Context.Exchange?.EndTurn();
        EndedAt = Stopwatch.GetTimestamp();
        Context.Accountant?.EndTurn(taken, EndedAt);
        Volatile.Write(ref _turns, _turns + 1);
        return WireIsFull ? taken + 1 : taken;
    }

    /// <summary>What a stage did so far; torn at most by a batch when read from another thread.</summary>
    public StageCounters CountersOf(StageId stage) => stage switch
    {
        StageId.Decapsulate => _decapsulate.Counters,
        StageId.Collect => _collect.Counters,
        StageId.Bridge => _bridge.Counters,
        StageId.Coalesce => _coalesce.Counters,
        StageId.Deliver => _deliver.Counters,
        StageId.Encapsulate => _encapsulate.Counters,
        _ => Context.Exchange?.Counters ?? default,
    };

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

    /// <summary>No room for the largest that a container sends: what it sends waits in the kernel, whole, rather than to be lost here in part.</summary>
    private bool WireIsFull => _roomOnWire < PacketCollector.MostSegments;

    private int RoomOfUplinks()
    {
        int room = int.MaxValue;
        foreach (IUplinkLane uplink in Context.Uplinks) room = Math.Min(room, uplink.TransmitRoom);
        return room;
    }

    private int ReceiveFromWire()
    {
        StageQueue queue = Context.Queue(StageId.Decapsulate);
        int taken = 0;
        foreach (IUplinkLane uplink in Context.Uplinks)
        {
            int received = uplink.Receive(queue.Tail(_batch), Context.Pool);
            queue.Grow(received);
            taken += received;
        }

        return taken;
    }

    private int Collect()
    {
        // A large frame of a container becomes many: there must be room for all of a message's.
        int most = Math.Min(Math.Max(_batch, DeepestTurn), _roomOnWire);
        StageQueue queue = Context.Queue(StageId.Collect);
        int collected = Context.PortLane.Receive(queue.Tail(most), Context.Pool);
        queue.Grow(collected);
        return collected;
    }

    /// <summary>Other workers take what is to run there, and give what is to run here; a worker that is alone has no exchange.</summary>
    private int Exchange(SteeredStage stage, StageId id, int room, ref long now)
    {
        StageQueue queue = Context.Queue(id);
        if (Context.Exchange is not { } exchange || !exchange.HasWork(stage, queue)) return 0;
        bool waiting = queue.Count > 0;
        int taken = exchange.Run(stage, queue, room, Context);
        long endedAt = Stopwatch.GetTimestamp();
        exchange.CountTime(endedAt - now);
        Context.Accountant?.NoteExchanged();
        Context.Accountant?.Charge(waiting || taken > 0 ? Regime.Steering : Regime.EmptyPolls, endedAt);
        now = endedAt;
        return taken;
    }

    private void Flush()
    {
        foreach (IUplinkLane uplink in Context.Uplinks) uplink.Flush(Context.Pool);
        Context.PortLane.Flush(Context.Pool);
    }
}
