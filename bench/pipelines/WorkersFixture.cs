using System.Threading.Channels;
using Falcon.Engine.Accounting;
using Falcon.Engine.Balancing;
using Falcon.Engine.Handoff;
using Falcon.Engine.Options;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Workers;
using Falcon.Steering;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Threads;

namespace Falcon.Bench.Pipelines;

/// <summary>
/// Real workers on CPUs of their own, with the real hand-off and the real balancer, between wires and containers in memory. Several flows
/// arrive at all workers, as a device's receive queues would deal them out; a single flow arrives at the first.
/// </summary>
public sealed class WorkersFixture : IDisposable
{
    /// <summary>Frames under way all together; an inbox holds them all.</summary>
    private const int Frames = HandoffRings.InboxCapacity;

    private readonly PrefilledUmem _umem;
    private readonly HandoffRings _rings;
    private readonly SteeringController? _steering;
    private readonly ForwardingState _state;
    private readonly FramePool _pool;
    private Exception? _fault;

    /// <param name="workers">Workers, on CPU 0 and up.</param>
    /// <param name="flows">Flows that take turns.</param>
    /// <param name="payload">Bytes behind the inner UDP header; 22 make a 64-byte inner frame.</param>
    /// <param name="meter">What others take of the CPUs; null when nobody knows.</param>
    public WorkersFixture(int workers, int flows, int payload = 22, ICpuMeter? meter = null)
    {
        _umem = new PrefilledUmem(Frames, flows, payload);
        _pool = new FramePool(_umem.Umem);
        _state = SampleState.Create();
        _rings = new HandoffRings(workers);
        var options = new SteeringOptions();
        var placement = new Placement(workers, options.Buckets);
        WorkerLoad[] loads = [.. Enumerable.Range(0, workers).Select(_ => new WorkerLoad(placement.Buckets))];
        Workers = [.. Enumerable.Range(0, workers).Select(
            worker => NewWorker(worker, workers, flows > 1 || worker == 0, placement, loads[worker]))];
        foreach (Worker worker in Workers) worker.Start();
        if (workers > 1)
            _steering = new SteeringController(Workers, loads, placement, options, meter, flows: null, new ControlFaults(_ => { }));
    }

    public IReadOnlyList<Worker> Workers { get; }

    /// <summary>Frames that came out at the containers' side so far; throws when a worker has failed.</summary>
    public long Delivered => _fault is null
        ? Workers.Sum(worker => worker.Pipeline.Context.PortTraffic[0].RxFrames)
        : throw new InvalidOperationException("a worker failed", _fault);

    /// <summary>What the balancer is at; inline with one worker.</summary>
    public SteeringMode Mode => _steering?.Balancer.Mode ?? SteeringMode.Inline;

    public void Dispose()
    {
        _steering?.Dispose();
        foreach (Worker worker in Workers) worker.Dispose();
        _rings.Dispose();
        _umem.Dispose();
    }

    private Worker NewWorker(int index, int workers, bool receives, Placement placement, WorkerLoad load)
    {
        var context = new WorkerContext(
            _umem.Umem, _pool.CreateCache(), _state, [new PrefilledWire(_umem, receives)], new ReturningPort(_umem),
                Channel.CreateBounded<UInt128>(1).Writer)
        {
            Accountant = new Accountant(ThreadClock.CpuNanoseconds),
            Handoff = workers == 1 ? null : new WorkerHandoff(_rings, index, placement, new BucketRouter(placement, index), load),
        };
        // A wire in memory has nothing to block on: frames that another worker gives back wake nobody.
        return new Worker(
            index, new Pipeline(context), _rings.DoorbellOf(index), new IdleOptions { Mode = IdleMode.Poll }, (_, fault) => _fault = fault);
    }
}
