using System.Diagnostics;
using Falcon.Engine.Counters;
using Falcon.Engine.Lanes;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Workers;

/// <summary>
/// All stages of one worker and the order they run in. Has no thread: a <see cref="Worker"/> turns it, and so do tests and
/// benchmarks on memory lanes. One thread at a time.
/// </summary>
public sealed class Pipeline
{
    /// <summary>Frames taken from a lane per turn where nothing else is said.</summary>
    public const int DefaultBatch = 64;

    private readonly int _batch;
    private readonly StageRunner<DecapsulateStage> _decapsulate;
    private readonly StageRunner<CollectStage> _collect;
    private readonly StageRunner<BridgeStage> _bridge;
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
        _deliver = new(context, default);
        _encapsulate = new(context, default);
    }

    /// <summary>What the stages use.</summary>
    public WorkerContext Context { get; }

    /// <summary>One turn: takes what waits, at most a batch per lane, and carries it to the other side.</summary>
    /// <returns>Frames taken; 0 when nothing waited.</returns>
    public int Turn()
    {
        long now = Stopwatch.GetTimestamp();
        Context.NowSeconds = Clock.SecondsOf(now);

        int taken = Receive();
        if (taken > 0)
        {
            now = Stopwatch.GetTimestamp();
            now = _decapsulate.Run(now);
            now = _collect.Run(now);
            now = _bridge.Run(now);
            now = _deliver.Run(now);
            _encapsulate.Run(now);
        }

        Flush();
        return taken;
    }

    /// <summary>What a stage did so far; torn at most by a batch when read from another thread.</summary>
    public StageCounters CountersOf(StageId stage) => stage switch
    {
        StageId.Decapsulate => _decapsulate.Counters,
        StageId.Collect => _collect.Counters,
        StageId.Bridge => _bridge.Counters,
        StageId.Deliver => _deliver.Counters,
        _ => _encapsulate.Counters,
    };

    private int Receive()
    {
        StageQueue fromWire = Context.Queue(StageId.Decapsulate);
        int taken = 0;
        foreach (IUplinkLane uplink in Context.Uplinks)
        {
            int received = uplink.Receive(fromWire.Tail(_batch), Context.Pool);
            fromWire.Grow(received);
            taken += received;
        }

        StageQueue fromPorts = Context.Queue(StageId.Collect);
        int collected = Context.PortLane.Receive(fromPorts.Tail(_batch), Context.Pool);
        fromPorts.Grow(collected);
        return taken + collected;
    }

    private void Flush()
    {
        foreach (IUplinkLane uplink in Context.Uplinks) uplink.Flush(Context.Pool);
        Context.PortLane.Flush(Context.Pool);
    }
}
