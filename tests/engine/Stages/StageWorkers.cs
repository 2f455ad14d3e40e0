using System.Diagnostics;
using Falcon.Api;
using Falcon.Engine.Accounting;
using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Handoff;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;
using Falcon.Testing.Lanes;
using Falcon.Vxlan;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Tests.Stages;

/// <summary>
/// Workers with accounts on memory lanes, over a given stage table, run by one thread. Each has eight flows: from the wire to ports 0 and
/// 1, and from port 0 to a remote container and to port 1.
/// </summary>
internal sealed class StageWorkers : IDisposable
{
    public const int Workers = 3;
    private const int FlowsOfWorker = 8;

    private readonly MemoryHost _tables = new();
    private readonly Umem _umem = Umem.Allocate(16_384);
    private readonly FramePool _pool;
    private readonly HandoffRings _rings = new(Workers);
    private readonly StageTable _stages;
    private readonly Queue<int>[] _wires = NewQueues();
    private readonly Queue<int>[] _containers = NewQueues();
    private readonly Queue<byte[]> _tooBig = new();

    public StageWorkers(StageTable stages)
    {
        _stages = stages;
        _pool = new FramePool(_umem);
        _tables.State.Fdb.AddStatic(0, TestFrames.Remote, FdbTarget.Vtep(0));
        Pipelines = [.. Enumerable.Range(0, Workers).Select(NewPipeline)];
    }

    public NumberedFlows Flows { get; } = new([.. Enumerable.Range(0, Workers * FlowsOfWorker).Select(NewFrame)]);

    public Placement Placement { get; } = new(Workers, buckets: 64);

    public Pipeline[] Pipelines { get; }

    public bool AllFramesAreFree => _pool.Free == _pool.Total;

    /// <summary>Puts frames of all flows of a worker into its lanes, one flow after another.</summary>
    public void Arrive(int worker, int frames)
    {
        for (int i = 0; i < frames; i++)
        {
            int flow = worker * FlowsOfWorker + i % FlowsOfWorker;
            (IsFromWire(flow) ? _wires : _containers)[worker].Enqueue(flow);
        }
    }

    /// <summary>Puts frames of port 0 for port 1 into the first worker's lane.</summary>
    public void Send(int frames)
    {
        for (int i = 0; i < frames; i++) _containers[0].Enqueue(3);
    }

    /// <summary>Puts a frame for port 1 into a worker's wire.</summary>
    public void ArriveForPort1(int worker) => _wires[worker].Enqueue(worker * FlowsOfWorker + 1);

    /// <summary>
    /// Puts a frame of port 0 to the remote container into the first worker's lane. It is above the overlay's MTU and must not be
    /// fragmented. It belongs to no flow, so its answer counts as out of order.
    /// </summary>
    public void SendTooBig()
    {
        byte[] frame = TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote, payload: MemoryHost.Mtu);
        frame[20] |= 0x40;
        _tooBig.Enqueue(frame);
    }

    /// <summary>Runs turns of all workers until nothing is under way.</summary>
    public void Drain()
    {
        bool busy = true;
        while (busy || _rings.Frames + Pipelines.Sum(pipeline => pipeline.Context.FramesInStages) > 0)
        {
            busy = false;
            foreach (Pipeline pipeline in Pipelines) busy |= pipeline.Turn() > 0;
        }
    }

    /// <summary>All drops, as reported to operators.</summary>
    public IReadOnlyList<DropCount> Drops() => DropReport.Of(
        Pipelines.Select(pipeline => pipeline.Context.Drops)
            .SelectMany(drops => (long[][])[drops.Host.ToArray(), .. Accounts(drops.Overlay, 2), .. Accounts(drops.Port, 3)]),
        _stages);

    /// <summary>All bills of all workers so far.</summary>
    public BillTotals Bills()
    {
        var bills = new BillTotals(ports: 3, overlays: 2, _stages);
        foreach (Pipeline pipeline in Pipelines)
        {
            pipeline.Context.Accountant!.Settle();
            pipeline.Context.Accountant.AddTo(bills);
        }

        return bills;
    }

    public void Dispose()
    {
        _rings.Dispose();
        _tables.Dispose();
        _umem.Dispose();
    }

    private static IEnumerable<long[]> Accounts(Func<int, ReadOnlySpan<long>> row, int count) =>
        Enumerable.Range(0, count).Select(index => row(index).ToArray());

    private static Queue<int>[] NewQueues() => [.. Enumerable.Range(0, Workers).Select(_ => new Queue<int>())];

    private static bool IsFromWire(int flow) => flow % 4 < 2;

    private static byte[] NewFrame(int flow)
    {
        ushort sourcePort = (ushort)(1000 + flow);
        return (flow % 4) switch
        {
            2 => TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote, sourcePort: sourcePort),
            3 => TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1), sourcePort: sourcePort),
            var port => TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(port), sourcePort: sourcePort)),
        };
    }

    private Pipeline NewPipeline(int worker)
    {
        int FromWire(Span<byte> room, out ushort port)
        {
            port = 0;
            return _wires[worker].TryDequeue(out int flow) ? Flows.Next(flow, room) : 0;
        }

        int FromContainers(Span<byte> room, out ushort port)
        {
            port = 0;
            if (worker == 0 && _tooBig.TryDequeue(out byte[]? frame))
            {
                frame.CopyTo(room);
                return frame.Length;
            }

            return _containers[worker].TryDequeue(out int flow) ? Flows.Next(flow, room) : 0;
        }

        void Arrive(in Frame frame, ReadOnlySpan<byte> bytes) => Flows.Arrive(bytes);

        var context = new WorkerContext(
            _umem, _pool.CreateCache(), _tables.State, [new MemoryUplinkLane(_umem, FromWire, Arrive)],
            new MemoryPortLane(_umem, FromContainers, Arrive), _tables.Strangers.Writer, _stages)
        {
            Accountant = new Accountant(Stopwatch.GetTimestamp),
            Handoff = new WorkerHandoff(
                _rings, worker, Placement, new BucketRouter(Placement, worker, patience: 4), new WorkerLoad(Placement.Buckets)),
        };
        return new Pipeline(context) { LongestWait = worker == 0 ? 0 : Stopwatch.Frequency };
    }
}
