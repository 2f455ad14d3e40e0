using Falcon.Bench.Simulation.Machine;
using Falcon.Steering;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;

namespace Falcon.Bench.Simulation.Policies;

/// <summary>Falcon's steering: the code that the engine runs.</summary>
public sealed class Ours(SteeringOptions options) : Policy
{
    private SimHost _host = null!;
    private Placement _placement = null!;
    private Balancer _balancer = null!;
    private BucketRouter[] _routers = [];
    private TimeSpan _lastTick;

    public Ours()
        : this(new SteeringOptions())
    {
    }

    public override string Name => "ours";

    public override long Moves => _balancer.Counters.Moves;

    public override void Attach(SimHost host)
    {
        _host = host;
        _placement = new Placement(host.Workers, options.Buckets);
        _balancer = new Balancer(_placement, [.. Enumerable.Range(0, host.Workers).Select(host.LoadOf)], options);
        _routers = [.. Enumerable.Range(0, host.Workers).Select(worker => new BucketRouter(_placement, worker))];
    }

    public override void BeginTurn(int worker)
    {
        BucketRouter router = _routers[worker];
        if (router.IsQuiet) return;
        foreach (SteeredStage stage in SimHost.Stages)
        {
            ReadOnlySpan<long> completed = _host.Inboxes(stage).CompletedFor(worker);
            for (int to = 0; to < completed.Length; to++) router.SetCompleted(stage, to, completed[to]);
        }

        router.BeginTurn();
    }

    public override void Received(int worker, in SimFrame frame) =>
        _host.LoadOf(worker).CountReceived(SteeredStage.Coalesce, BucketOf(frame));

    public override int Route(int worker, SteeredStage stage, in SimFrame frame) => _routers[worker].Route(stage, BucketOf(frame));

    public override void Sent(int worker, SteeredStage stage, in SimFrame frame, long position) =>
        _routers[worker].Sent(stage, BucketOf(frame), position);

    public override void AbortHolds(int worker, SteeredStage stage) => _routers[worker].AbortHolds(stage);

    /// <summary>Called once per decision, as in the engine.</summary>
    public override void Tick(TimeSpan now)
    {
        if (now - _lastTick < Balancer.DecisionInterval) return;
        _lastTick = now;
        _balancer.Tick(now);
    }

    private int BucketOf(in SimFrame frame) => _placement.BucketOf(_host.Flows[frame.Flow].Hash);
}
