using Falcon.Bench.Simulation.Costs;
using Falcon.Bench.Simulation.Policies;
using Falcon.Bench.Simulation.Traffic;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;

namespace Falcon.Bench.Simulation.Machine;

/// <summary>
/// A host with any number of CPUs, each with a worker and a receive queue, as a discrete-event simulation. Every step of a worker's turn is
/// an event; others see its results when it ends. Time is in nanoseconds. Equal seeds give equal runs.
/// </summary>
public sealed class SimHost
{
    private const double TickInterval = 5e6;
    private const int InboxCapacity = 2048;
    private const int ReceiveRing = 2048;
    private const int Buckets = 1024;

    private readonly SimWorker[] _workers;
    private readonly ReceiveQueue[] _queues;
    private readonly SimInboxes[] _inboxes;
    private readonly WorkerLoad[] _loads;
    private readonly PriorityQueue<int, double> _events = new();
    private readonly int[] _sequences;
    private readonly Policy _policy;
    private double _nextTick = TickInterval;

    /// <summary>Builds an idle host.</summary>
    /// <param name="workers">CPUs, at most 64.</param>
    /// <param name="flows">The incoming flows. A separate hash chooses receive queues, as in a network card.</param>
    /// <param name="costs">The cost of a frame.</param>
    /// <param name="policy">Where stages run.</param>
    /// <param name="seed">The seed of arrivals.</param>
    public SimHost(int workers, Flow[] flows, StageCosts costs, Policy policy, int seed)
    {
        Workers = workers;
        Flows = [.. flows];
        Costs = costs;
        _policy = policy;
        _sequences = new int[flows.Length];
        Deliveries = new Deliveries(flows.Length, costs.Work);
        _loads = [.. Enumerable.Range(0, workers).Select(_ => new WorkerLoad(Buckets))];
        _queues = [.. Enumerable.Range(0, workers).Select(queue => new ReceiveQueue(ReceiveRing, new Random(seed * 1000 + queue)))];
        _inboxes = [.. Stages.Select(_ => new SimInboxes(workers, InboxCapacity))];
        policy.Attach(this);
        _workers = [.. Enumerable.Range(0, workers).Select(self => new SimWorker(this, policy, self, _queues[self]))];
        DistributeFlows();
    }

    /// <summary>The stages on the way from the wire that may move.</summary>
    public static SteeredStage[] Stages { get; } = [SteeredStage.Coalesce, SteeredStage.Deliver];

    public int Workers { get; }

    public Flow[] Flows { get; }

    public StageCosts Costs { get; }

    public double Now { get; private set; }

    public long Moves => _policy.Moves;

    /// <summary>Frames that arrived, dropped ones included.</summary>
    public long Arrived => _queues.Sum(queue => queue.Arrived);

    /// <summary>Frames lost at receive rings and inboxes.</summary>
    public long Dropped => _queues.Sum(queue => queue.Dropped) + _workers.Sum(worker => worker.Dropped);

    internal Deliveries Deliveries { get; }

    public WorkerLoad LoadOf(int worker) => _loads[worker];

    internal SimInboxes Inboxes(SteeredStage stage) => _inboxes[(int)stage];

    /// <summary>Changes a flow's rate from now on.</summary>
    public void SetRate(int flow, double perSecond)
    {
        Flows[flow] = Flows[flow] with { Rate = perSecond };
        DistributeFlows();
    }

    /// <summary>Runs until a time.</summary>
    public void RunUntil(double time)
    {
        while (true)
        {
            bool any = _events.TryPeek(out int worker, out double at);
            if (_nextTick <= (any ? at : double.PositiveInfinity))
            {
                if (_nextTick > time) break;
                Now = _nextTick;
                _policy.Tick(TimeSpan.FromMicroseconds(Now / 1000));
                _nextTick += TickInterval;
                continue;
            }

            if (at > time) break;
            _events.Dequeue();
            if (_workers[worker].WakesAt != at) continue; // it was already woken
            Now = at;
            Schedule(worker, _workers[worker].Step(at));
        }

        Now = time;
    }

    /// <summary>Wakes a worker that sleeps, because frames were sent to it.</summary>
    internal void Wake(int worker)
    {
        if (_workers[worker].IsAsleep && _workers[worker].WakesAt > Now + Costs.WakeUp) Schedule(worker, Now + Costs.WakeUp);
    }

    private void Schedule(int worker, double at)
    {
        _workers[worker].WakesAt = at;
        if (!double.IsInfinity(at)) _events.Enqueue(worker, at);
    }

    private void DistributeFlows()
    {
        ILookup<int, int> byQueue = Enumerable.Range(0, Flows.Length).ToLookup(QueueOf);
        for (int queue = 0; queue < Workers; queue++)
        {
            _queues[queue].SetFlows(Now, [.. byQueue[queue]], Flows, _sequences);
            if (_workers[queue].IsAsleep) Schedule(queue, Math.Min(_workers[queue].WakesAt, _queues[queue].NextArrival));
        }
    }

    /// <summary>Receive-side scaling. Differs from the flow hash, so that queues and buckets are independent.</summary>
    private int QueueOf(int flow) => (int)(uint.RotateLeft(Flows[flow].Hash * 0x9E37_79B1, 15) % (uint)Workers);
}
