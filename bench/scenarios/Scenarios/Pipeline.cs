using System.Diagnostics;
using Falcon.Bench.Micro.Pipelines;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;
using Falcon.Engine.Stages;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>The pipeline without a kernel around it: frames from a prefilled UMEM, memory lanes at both ends.</summary>
public sealed class Pipeline : Scenario
{
    private const int WarmUpFrames = 5_000_000;
    private const int FramesPerLook = 65_536;

    public override string Name => "pipeline";

    public override string Description => "the pipeline in memory, 1..N workers: nanoseconds per frame and stage";

    public override int Order => 16;

    public override Topology Topology => Topology.InProcess;

    public override IReadOnlyList<Metric> Metrics { get; } = [new("frames", "Mpps")];

    public override string Item => "frame";

    public override IReadOnlyList<string> Variants => ["1-worker"];

    public override Task<Outcome> MeasureAsync(string variant, RunContext run, CancellationToken cancel)
    {
        using var fixture = new PipelineFixture(Falcon.Engine.Workers.Pipeline.DefaultBatch);
        fixture.Run(WarmUpFrames);
        Dictionary<StageId, long> before = StageTimes(fixture);

        long frames = 0;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < run.Duration && !cancel.IsCancellationRequested) frames += fixture.Run(FramesPerLook);
        double seconds = clock.Elapsed.TotalSeconds;

        return Task.FromResult(new Outcome
        {
            Values = new Dictionary<string, double> { ["frames"] = frames / seconds / 1e6 },
            Stages = StageTimes(fixture).ToDictionary(
                stage => NameOf(stage.Key), stage => (double)(stage.Value - before[stage.Key]) / frames),
        });
    }

    private static Dictionary<StageId, long> StageTimes(PipelineFixture fixture) =>
        Enum.GetValues<StageId>().ToDictionary(stage => stage, stage => fixture.Pipeline.CountersOf(stage).Nanoseconds);

    private static string NameOf(StageId stage) => stage.ToString().ToLowerInvariant();
}
