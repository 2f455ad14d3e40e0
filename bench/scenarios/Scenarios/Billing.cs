using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>What the accountant costs: the pipeline in memory with bills kept and without.</summary>
public sealed class Billing : Scenario
{
    public override string Name => "billing";

    public override string Description => "the pipeline in memory with the accountant and without: nanoseconds per frame";

    public override int Order => 15;

    public override Topology Topology => Topology.InProcess;

    public override IReadOnlyList<Metric> Metrics { get; } = [new("cost", "ns", HigherIsBetter: false)];

    public override string Item => "frame";

    public override IReadOnlyList<string> Variants => ["without", "with"];

    public override Task<Outcome> MeasureAsync(string variant, RunContext run, CancellationToken cancel) =>
        throw new InvalidRunException("the accountant is not there yet");
}
