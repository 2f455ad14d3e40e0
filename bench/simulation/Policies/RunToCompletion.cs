using Falcon.Bench.Simulation.Machine;
using Falcon.Steering.Routing;

namespace Falcon.Bench.Simulation.Policies;

/// <summary>Every frame stays on the worker of its receive queue.</summary>
public sealed class RunToCompletion : Policy
{
    public override string Name => "run-to-completion";

    public override void Attach(SimHost host)
    {
    }

    public override int Route(int worker, SteeredStage stage, in SimFrame frame) => Placement.Inline;
}
