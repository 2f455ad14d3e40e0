using BenchmarkDotNet.Attributes;
using Falcon.Bench.Pipelines;

namespace Falcon.Bench.Micro.Pipelines;

/// <summary>The receive path with and without joining to trains, per frame at batch 64: the difference is what joining costs.</summary>
public class CoalesceBenchmark
{
    private const int Frames = 4096;

    private PipelineFixture _singles = null!;
    private PipelineFixture _trains = null!;

    [Params(1, 64)]
    public int Flows { get; set; }

    [Params(18, 1400)]
    public int Payload { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _singles = new PipelineFixture(64, Flows, Payload);
        _trains = new PipelineFixture(64, Flows, Payload, trains: true);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _singles.Dispose();
        _trains.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Frames)]
    public int Singles() => _singles.Run(Frames);

    [Benchmark(OperationsPerInvoke = Frames)]
    public int Trains() => _trains.Run(Frames);
}
