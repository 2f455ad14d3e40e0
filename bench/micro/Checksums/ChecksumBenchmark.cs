using BenchmarkDotNet.Attributes;
using Falcon.Vxlan;

namespace Falcon.Bench.Micro.Checksums;

/// <summary>The variants of the Internet checksum, and the method that chooses among them by size.</summary>
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
