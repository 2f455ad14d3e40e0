using Falcon.Bench.Simulation.Machine;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;

namespace Falcon.Bench.Simulation.Policies;

/// <summary>Falcon without its balancing: each stage of a flow runs on the worker that a hash of both says.</summary>
public sealed class StaticHash : Policy
{
    private SimHost _host = null!;

    public override string Name => "Falcon, static";

    public override void Attach(SimHost host) => _host = host;

    public override int Route(int worker, SteeredStage stage, in SimFrame frame)
    {
        int target = TwoChoices.First(stage, (int)_host.Flows[frame.Flow].Hash, _host.Workers);
        return target == worker ? Placement.Inline : target;
    }
}
