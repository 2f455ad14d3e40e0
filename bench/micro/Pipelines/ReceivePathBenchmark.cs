using BenchmarkDotNet.Attributes;

namespace Falcon.Bench.Micro.Pipelines;

/// <summary>Decapsulate, hash, bridge and count in memory, per 64-byte inner frame of 64 flows.</summary>
[MemoryDiagnoser]
public class ReceivePathBenchmark
{
    private const int FramesPerRun = 4096;

    private PipelineFixture _fixture = null!;

    [Params(1, 4, 16, 64, 128, 256)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup() => _fixture = new PipelineFixture(Batch);

    [GlobalCleanup]
    public void Cleanup() => _fixture.Dispose();

    [Benchmark(OperationsPerInvoke = FramesPerRun)]
    public int Frame()
    {
        int frames = 0;
        while (frames < FramesPerRun) frames += _fixture.Pipeline.Turn();
        return frames;
    }
}
