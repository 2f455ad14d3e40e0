using Falcon.Bench.Simulation.Policies;
using Falcon.Bench.Simulation.Traffic;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;

namespace Falcon.Bench.Simulation.Machine;

/// <summary>A worker's turn, as in the engine: receive, hand over and coalesce, hand over and deliver, report what is completed.</summary>
internal sealed class SimWorker
{
    private const int DeepestTurn = 1024;
    private const int RoomForHeld = 4096;

    private readonly SimHost _host;
    private readonly Policy _policy;
    private readonly int _self;
    private readonly ReceiveQueue _queue;
    private readonly WorkerLoad _load;
    private readonly SimInboxes _coalesce;
    private readonly SimInboxes _deliver;
    private readonly CompletionFence _fence;
    private readonly long[][] _stageTotals = [.. SimHost.Stages.Select(_ => new long[2])];
    private readonly List<SimFrame>[] _held = [[], []];
    private List<SimFrame> _frames = [];
    private List<SimFrame> _next = [];
    private Phase _phase;

    public SimWorker(SimHost host, Policy policy, int self, ReceiveQueue queue)
    {
        _host = host;
        _policy = policy;
        _self = self;
        _queue = queue;
        _load = host.LoadOf(self);
        _coalesce = host.Inboxes(SteeredStage.Coalesce);
        _deliver = host.Inboxes(SteeredStage.Deliver);
        _fence = new CompletionFence(host.Workers);
    }

    private enum Phase
    {
        Receive,
        Coalesce,
        Deliver,
        End,
    }

    public bool IsAsleep { get; private set; } = true;

    public double WakesAt { get; set; } = double.PositiveInfinity;

    public long Dropped { get; private set; }

    /// <summary>Ends the current step and begins the next. Returns when that one ends.</summary>
    public double Step(double now)
    {
        IsAsleep = false;
        switch (_phase)
        {
            case Phase.Coalesce:
                _phase = Phase.Deliver;
                return now + Busy(RunCoalesce());
            case Phase.Deliver:
                _phase = Phase.End;
                return now + Busy(RunDeliver(now));
            case Phase.End:
                Complete();
                break;
        }

        return BeginTurn(now);
    }

    private double BeginTurn(double now)
    {
        _policy.BeginTurn(_self);
        _queue.Take(now, DeepestTurn, _frames);
        if (_frames.Count == 0 && !HasWork())
        {
            _phase = Phase.Receive;
            IsAsleep = true;
            return _queue.NextArrival;
        }

        foreach (SimFrame frame in _frames) _policy.Received(_self, frame);
        _phase = Phase.Coalesce;
        return now + Busy(Math.Max(_frames.Count * _host.Costs.Receive, _host.Costs.EmptyTurn));
    }

    private double RunCoalesce()
    {
        double handOff = HandOver(SteeredStage.Coalesce);
        return handOff + CountStage(SteeredStage.Coalesce, _host.Costs.Coalesce);
    }

    private double RunDeliver(double now)
    {
        double time = HandOver(SteeredStage.Deliver);
        foreach (SimFrame frame in _frames)
        {
            time += _host.Costs.Deliver;
            _host.Deliveries.Add(frame, now + time);
        }

        CountStage(SteeredStage.Deliver, _host.Costs.Deliver);
        _frames.Clear();
        return time;
    }

    /// <summary>Sends the frames of a stage to their workers and takes those for this worker. Returns the cost.</summary>
    private double HandOver(SteeredStage stage)
    {
        List<SimFrame> held = _held[(int)stage];
        (_frames, _next) = (_next, _frames);
        if (held.Count > 0)
        {
            _next.InsertRange(0, held);
            held.Clear();
        }

        int sent = 0;
        foreach (SimFrame frame in _next) sent += Pass(stage, frame, held);
        _next.Clear();
        int taken = _host.Inboxes(stage).Receive(_self, _frames);
        return sent * _host.Costs.Send + taken * _host.Costs.Take;
    }

    private int Pass(SteeredStage stage, in SimFrame frame, List<SimFrame> held)
    {
        int target = _policy.Route(_self, stage, frame);
        if (target == BucketRouter.Hold && held.Count == RoomForHeld)
        {
            _policy.AbortHolds(_self, stage);
            SimFrame[] earlier = [.. held];
            held.Clear();
            return earlier.Sum(one => Pass(stage, one, held)) + Pass(stage, frame, held);
        }

        switch (target)
        {
            case Placement.Inline:
                _frames.Add(frame);
                return 0;
            case BucketRouter.Hold:
                held.Add(frame);
                return 0;
            default:
                Send(stage, frame, target);
                return 1;
        }
    }

    private void Send(SteeredStage stage, in SimFrame frame, int target)
    {
        SimInboxes inboxes = _host.Inboxes(stage);
        if (!inboxes.TrySend(_self, target, frame))
        {
            Dropped++;
            return;
        }

        _policy.Sent(_self, stage, frame, inboxes.SentBy(_self)[target]);
        _host.Wake(target);
    }

    private void Complete()
    {
        _deliver.Complete(_self, _deliver.ReceivedBy(_self));
        bool holds = _held[(int)SteeredStage.Deliver].Count > 0;
        if (_fence.EndTurn(_coalesce.ReceivedBy(_self), _deliver.SentBy(_self), _deliver.CompletedFor(_self), holds))
            _coalesce.Complete(_self, _fence.Completed);
    }

    /// <summary>Whether frames wait here, or others wait to hear that theirs are completed.</summary>
    private bool HasWork() =>
        _held[0].Count + _held[1].Count > 0 || !_coalesce.IsSettled(_self) || !_deliver.IsSettled(_self);

    private double CountStage(SteeredStage stage, double cost)
    {
        double nanoseconds = _frames.Count * cost;
        long[] totals = _stageTotals[(int)stage];
        totals[0] += (long)nanoseconds;
        totals[1] += _frames.Count;
        _load.SetStage(stage, totals[0], totals[1]);
        return nanoseconds;
    }

    private double Busy(double nanoseconds)
    {
        _load.BusyNanoseconds += (long)nanoseconds;
        return nanoseconds;
    }
}
