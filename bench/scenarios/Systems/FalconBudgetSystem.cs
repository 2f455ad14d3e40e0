using Falcon.Bench.Scenarios.Lab;

namespace Falcon.Bench.Scenarios.Systems;

/// <summary>Falcon with a small budget for the neighbour. Compared only by scenarios with a neighbour that disturbs.</summary>
public sealed class FalconBudgetSystem : FalconSystem
{
    private const string Neighbour = "2"; // the second container of each host: Testbed.Neighbour

    public override string Name => "falcon-budget";

    public override string Description => "falcon, the neighbour's network held to 2 % of a CPU";

    public override int Order => 11;

    public override bool OnlyOnRequest => true;

    protected override IEnumerable<string> LabOptions(Topology topology) =>
        [.. base.LabOptions(topology), "--budget", $"{Neighbour}:cpu: 2%"];
}
