using BenchmarkDotNet.Attributes;
using Falcon.Bench.Pipelines;

namespace Falcon.Bench.Micro.Pipelines;

/// <summary>Decapsulate, hash, bridge and count in memory, per 64-byte inner frame of 64 flows, handed over one by one.</summary>
public class ReceivePathBenchmark
{
    private const int Frames = 4096;

    private PipelineFixture _fixture = null!;

    [Params(1, 2, 4, 8, 16, 32, 64, 128, 256)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup() => _fixture = new PipelineFixture(Batch);

    [GlobalCleanup]
    public void Cleanup() => _fixture.Dispose();

    [Benchmark(OperationsPerInvoke = Frames)]
    public int Frame() => _fixture.Run(Frames);
}
