using Falcon.Bench.Simulation.Machine;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;

namespace Falcon.Bench.Simulation.Policies;

/// <summary>The policy of the Falcon paper without balancing: a hash of flow and stage chooses the worker.</summary>
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
