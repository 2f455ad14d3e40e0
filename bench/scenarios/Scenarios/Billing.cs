using System.Diagnostics;
using Falcon.Bench.Pipelines;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Statistics;
using Falcon.Xsk.Threads;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>What the accountant costs: the pipeline in memory with bills kept and without.</summary>
public sealed class Billing : Scenario
{
    private const string Without = "without";
    private const string With = "with";
    private const int WarmUpFrames = 5_000_000;
    private const int FramesPerTurn = 65_536;

    private (double Without, double With) _found;

    public override string Name => "billing";

    public override string Description => "the pipeline in memory with the accountant and without: nanoseconds per frame";

    public override int Order => 17;

    public override Topology Topology => Topology.InProcess;

    public override IReadOnlyList<Metric> Metrics { get; } = [new("cost", "ns", HigherIsBetter: false)];

    public override string Item => "frame";

    public override IReadOnlyList<string> Variants => [Without, With];

    public override string BaselineOf(string system) => Without;

    /// <summary>
    /// One measurement is of both, by turns of some milliseconds, as the machine is not the same for a second: the round's second variant
    /// takes what the first one's turn has found. The JIT has seen both by then, too.
    /// </summary>
    public override Task<Outcome> MeasureAsync(string variant, RunContext run, CancellationToken cancel)
    {
        if (variant == Without)
            _found = MeasureBoth(run.Duration * 2, cancel);
        return Task.FromResult(
            new Outcome { Values = new Dictionary<string, double> { [Metrics[0].Name] = variant == With ? _found.With : _found.Without } });
    }

    private static (double Without, double With) MeasureBoth(TimeSpan duration, CancellationToken cancel)
    {
        using PipelineFixture without = WarmedUp(accounting: false);
        using PipelineFixture with = WarmedUp(accounting: true);
        var costs = new List<double>();
        var ratios = new List<double>();
        var clock = Stopwatch.StartNew();
        do
        {
            costs.Add(NanosecondsPerFrame(without));
            ratios.Add(NanosecondsPerFrame(with) / costs[^1]);
        }
        while (clock.Elapsed < duration && !cancel.IsCancellationRequested);
        double cost = Summary.Of(costs).Median;
        return (cost, cost * Summary.Of(ratios).Median);
    }

    private static double NanosecondsPerFrame(PipelineFixture fixture)
    {
        long started = ThreadClock.CpuNanoseconds();
        int frames = fixture.Run(FramesPerTurn);
        return (double)(ThreadClock.CpuNanoseconds() - started) / frames;
    }

    private static PipelineFixture WarmedUp(bool accounting)
    {
        var fixture = new PipelineFixture(Falcon.Engine.Pipelines.Pipeline.DefaultBatch, accounting: accounting);
        fixture.Run(WarmUpFrames);
        return fixture;
    }
}
