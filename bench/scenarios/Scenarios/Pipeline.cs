using System.Diagnostics;
using Falcon.Bench.Pipelines;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;
using Falcon.Engine.Pipelines;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>
/// The pipeline without a kernel around it: real workers between wires and containers in memory, frames in a prefilled UMEM.
/// </summary>
public sealed class Pipeline : Scenario
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    public override string Name => "pipeline";

    public override string Description =>
        "the pipeline in memory, 1 and 2 workers, one flow and 64: frames per second, nanoseconds per frame and stage";

    public override int Order => 16;

    public override Topology Topology => Topology.InProcess;

    public override IReadOnlyList<Metric> Metrics { get; } = [new("frames", "Mpps")];

    public override string Item => "frame";

    public override IReadOnlyList<string> Variants => ["1-worker", "2-workers", "1-worker-1-flow", "2-workers-1-flow"];

    public override string BaselineOf(string system) => system.Replace("2-workers", "1-worker", StringComparison.Ordinal);

    public override async Task<Outcome> MeasureAsync(string variant, RunContext run, CancellationToken cancel)
    {
        int workers = variant.StartsWith('1') ? 1 : 2;
        int flows = variant.EndsWith("1-flow", StringComparison.Ordinal) ? 1 : 64;
        if (workers > Environment.ProcessorCount) throw new InvalidRunException($"{workers} workers need {workers} CPUs");
        using var fixture = new WorkersFixture(workers, flows);
        await Task.Delay(s_warmUp, cancel);

        Dictionary<string, long> before = StageTimes(fixture);
        long framesBefore = fixture.Delivered;
        var clock = Stopwatch.StartNew();
        await Task.Delay(run.Duration, cancel);
        long frames = fixture.Delivered - framesBefore;
        double seconds = clock.Elapsed.TotalSeconds;
        if (frames == 0) throw new InvalidRunException("no frame came through");
        return new Outcome
        {
            Values = new Dictionary<string, double> { ["frames"] = frames / seconds / 1e6 },
            Stages = StageTimes(fixture).ToDictionary(stage => stage.Key, stage => (double)(stage.Value - before[stage.Key]) / frames),
        };
    }

    private static Dictionary<string, long> StageTimes(WorkersFixture fixture) => StandardStages.Table.Rows.ToDictionary(
        stage => stage.Name, stage => fixture.Workers.Sum(worker => worker.Pipeline.CountersOf(stage.Id).Nanoseconds));
}
