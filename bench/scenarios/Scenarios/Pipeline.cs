using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>The pipeline without a kernel around it: frames from a prefilled UMEM, memory lanes at both ends.</summary>
public sealed class Pipeline : Scenario
{
    public override string Name => "pipeline";

    public override string Description => "the pipeline in memory, 1..N workers: nanoseconds per frame and stage";

    public override int Order => 13;

    public override Topology Topology => Topology.InProcess;

    public override IReadOnlyList<Metric> Metrics { get; } = [new("frames", "Mpps")];

    public override string Item => "frame";

    public override IReadOnlyList<string> Variants => ["1-worker"];

    public override Task<Outcome> MeasureAsync(string variant, RunContext run, CancellationToken cancel) =>
        throw new InvalidRunException("the engine has no memory lanes yet");
}
