using BenchmarkDotNet.Attributes;
using Falcon.Vxlan;

namespace Falcon.Bench.Micro.Checksums;

/// <summary>The Internet checksum's variants, and the one that picks among them by size.</summary>
public class ChecksumBenchmark
{
    private byte[] _data = [];

    [Params(20, 64, 1400, 9000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup() => new Random(7).NextBytes(_data = new byte[Bytes]);

    [Benchmark(Baseline = true)]
    public int Picked() => InternetChecksum.Sum(_data);

    [Benchmark]
    public int Scalar() => InternetChecksum.Scalar(_data);

    [Benchmark]
    public int Vector128() => InternetChecksum.Vector128(_data);

    [Benchmark]
    public int Avx2() => InternetChecksum.Avx2(_data);

    [Benchmark]
    public int Avx512() => InternetChecksum.Avx512(_data);
}
