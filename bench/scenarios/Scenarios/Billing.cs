using System.Diagnostics;
using Falcon.Bench.Micro.Pipelines;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>What the accountant costs: the pipeline in memory with bills kept and without.</summary>
public sealed class Billing : Scenario
{
    private const string Without = "without";
    private const string With = "with";
    private const int WarmUpFrames = 5_000_000;
    private const int FramesPerLook = 65_536;

    public override string Name => "billing";

    public override string Description => "the pipeline in memory with the accountant and without: nanoseconds per frame";

    public override int Order => 17;

    public override Topology Topology => Topology.InProcess;

    public override IReadOnlyList<Metric> Metrics { get; } = [new("cost", "ns", HigherIsBetter: false)];

    public override string Item => "frame";

    public override IReadOnlyList<string> Variants => [Without, With];

    public override string BaselineOf(string system) => Without;

    public override Task<Outcome> MeasureAsync(string variant, RunContext run, CancellationToken cancel)
    {
        // Both run first: the JIT compiles for what it has seen, and must have seen both.
        using PipelineFixture other = WarmedUp(accounting: variant != With);
        using PipelineFixture fixture = WarmedUp(accounting: variant == With);

        long frames = 0;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < run.Duration && !cancel.IsCancellationRequested) frames += fixture.Run(FramesPerLook);
        double nanoseconds = clock.Elapsed.TotalNanoseconds;

        return Task.FromResult(new Outcome { Values = new Dictionary<string, double> { ["cost"] = nanoseconds / frames } });
    }

    private static PipelineFixture WarmedUp(bool accounting)
    {
        var fixture = new PipelineFixture(Falcon.Engine.Workers.Pipeline.DefaultBatch, accounting: accounting);
        fixture.Run(WarmUpFrames);
        return fixture;
    }
}
