using Falcon.Engine.Frames;
using Falcon.Engine.Handoff;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;
using Falcon.Testing.Lanes;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Tests.Handoff;

/// <summary>Several workers on memory lanes over one UMEM. Flow f comes from the wire of worker f modulo workers.</summary>
internal sealed class MemoryWorkers : IDisposable
{
    private readonly MemoryHost _tables = new();
    private readonly byte[] _fromContainer;
    private readonly Umem _umem;
    private readonly long[] _delivered;
    private readonly int[] _next;
    private readonly long[] _budget;
    private readonly long[] _collected;
    private readonly int[] _toSend;
    private readonly FlowBuckets? _path;
    private readonly long[] _emptied;

    /// <param name="workers">The number of workers.</param>
    /// <param name="flows">The number of flows from the wire.</param>
    /// <param name="keepOrder">False to move buckets without waiting.</param>
    /// <param name="frames">Chunks of the UMEM.</param>
    /// <param name="servesAlways">
    /// Whether containers are served after every batch and portion, and not only when they have waited for a while.
    /// </param>
    /// <param name="senders">The number of workers that send to the wire, the first ones; the others send through the first.</param>
    /// <param name="fromContainer">The frame that the container of port 0 sends; null: a datagram to a remote container.</param>
    /// <param name="path">The buckets of a kernel path that has seen all frames before; null without one.</param>
    public MemoryWorkers(
        int workers, int flows, bool keepOrder = true, int frames = 16_384, int senders = int.MaxValue,
        bool servesAlways = false, byte[]? fromContainer = null, FlowBuckets? path = null)
    {
        _path = path;
        _emptied = new long[workers];
        Done = new long[workers * (path?.Count ?? 0)];
        _fromContainer = fromContainer ?? TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote);
        _umem = Umem.Allocate(frames);
        Pool = new FramePool(_umem);
        Flows = new NumberedFlows([.. Enumerable.Range(0, flows).Select(NewFrame)]);
        Placement = new Placement(workers, 64);
        Rings = new HandoffRings(workers);
        _delivered = new long[workers * 16];
        _budget = new long[workers * 16];
        _collected = new long[workers * 16];
        _next = [.. Enumerable.Range(0, workers)];
        _toSend = new int[workers];
        Wires = [.. Enumerable.Range(0, workers).Select(worker => NewWire(worker, workers, flows))];
        Routers = [.. Enumerable.Range(0, workers).Select(worker =>
            new BucketRouter(Placement, worker, patience: 4, sender: worker < senders ? Placement.Inline : 0) { KeepOrder = keepOrder })];
        Pipelines = [.. Enumerable.Range(0, workers).Select(worker => NewPipeline(worker, servesAlways))];
    }

    public FramePool Pool { get; }

    public NumberedFlows Flows { get; }

    public ForwardingState State => _tables.State;

    /// <summary>Whether the arriving frames carry no numbers.</summary>
    public bool Unnumbered { get; init; }

    /// <summary>Frames that have come in, from the wire and from containers.</summary>
    public long Taken => Flows.Sent + _collected.Sum();

    /// <summary>What has left the engine, by worker and bucket.</summary>
    public long[] Done { get; }

    public Placement Placement { get; }

    public HandoffRings Rings { get; }

    public MemoryUplinkLane[] Wires { get; }

    public BucketRouter[] Routers { get; }

    public Pipeline[] Pipelines { get; }

    /// <summary>The frames that a worker has delivered to containers.</summary>
    public long Delivered(int worker) => Volatile.Read(ref _delivered[worker * 16]);

    /// <summary>Lets a worker's wire bring more frames. Call on the worker's thread.</summary>
    public void Arrive(int worker, int frames) => _budget[worker * 16] += frames;

    /// <summary>Lets a container send frames to a remote one; they come in at this worker.</summary>
    public void Send(int worker, int frames) => _toSend[worker] += frames;

    public long DroppedBetweenWorkers => Pipelines.Sum(pipeline => Enumerable.Range(0, 3).Sum(port =>
        pipeline.Context.Drops.Port(port)[Counters.DropCounters.IndexOf(StageId.Handoff, (byte)HandoffDrop.InboxFull)]));

    public int FramesUnderWay => Rings.Frames + Pipelines.Sum(pipeline => pipeline.Context.FramesInStages);

    /// <summary>Runs turns of all workers on this thread until nothing is under way.</summary>
    public void Drain()
    {
        bool busy = true;
        while (busy || FramesUnderWay > 0)
        {
            busy = false;
            foreach (Pipeline pipeline in Pipelines) busy |= pipeline.Turn() > 0;
        }
    }

    public void Dispose()
    {
        Rings.Dispose();
        _tables.Dispose();
        _umem.Dispose();
    }

    private static byte[] NewFrame(int flow) =>
        TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(flow % 2), payload: 18, sourcePort: (ushort)(1000 + flow)));

    private MemoryUplinkLane NewWire(int worker, int workers, int flows)
    {
        int FromWire(Span<byte> room, out ushort port)
        {
            port = 0;
            if (_budget[worker * 16] == 0 || worker >= flows) return 0;
            _budget[worker * 16]--;
            int flow = _next[worker];
            _next[worker] = flow + workers < flows ? flow + workers : worker;
            return Flows.Next(flow, room);
        }

        return new MemoryUplinkLane(_umem, FromWire, (in Frame _, ReadOnlySpan<byte> _) => { }) { IsBehindPath = true };
    }

    private Pipeline NewPipeline(int worker, bool servesAlways)
    {
        void Deliver(in Frame frame, ReadOnlySpan<byte> bytes)
        {
            _delivered[worker * 16]++;
            if (!Unnumbered) Flows.Arrive(bytes);
        }

        int FromPorts(Span<byte> room, out ushort port)
        {
            port = 0;
            if (_toSend[worker] == 0) return 0;
            _toSend[worker]--;
            _collected[worker * 16]++;
            _fromContainer.CopyTo(room);
            return _fromContainer.Length;
        }

        var handoff = new WorkerHandoff(Rings, worker, Placement, Routers[worker], new WorkerLoad(Placement.Buckets));
        var context = new WorkerContext(
            _umem, Pool.CreateCache(), _tables.State, [Wires[worker]], new MemoryPortLane(_umem, FromPorts, Deliver),
            _tables.Strangers.Writer)
        {
            Handoff = handoff,
            Path = _path is null ? null
                : new PathTally(new EngineCounts(_path, () => Done, () => _emptied, worker), handoff, Routers.Length),
        };
        return servesAlways ? new Pipeline(context) { LongestWait = 0 } : new Pipeline(context);
    }
}
