using BenchmarkDotNet.Attributes;
using Falcon.Steering;

namespace Falcon.Bench.Micro.Hashing;

/// <summary>Hashing a flow's identity: the hash in use and the candidates.</summary>
public class FlowHashBenchmark
{
    private const int Keys = 64;

    private readonly SecretFlowHash _secret = new();
    private byte[][] _keys = [];

    [Params(false, true)]
    public bool Ipv6 { get; set; }

    [GlobalSetup]
    public void Setup() => _keys = FlowKeys.ConsecutivePorts(Keys, Ipv6);

    [Benchmark(Baseline = true, OperationsPerInvoke = Keys)]
    public int InUse()
    {
        uint sum = 0;
        int addresses = Ipv6 ? 32 : 8;
        foreach (byte[] key in _keys) sum += FlowHash.Compute(key.AsSpan(0, addresses), key.AsSpan(addresses, 4), 17);
        return (int)sum;
    }

    /// <summary>What <c>steering.flow-hash: xxhash</c> uses.</summary>
    [Benchmark(OperationsPerInvoke = Keys)]
    public int Secret()
    {
        uint sum = 0;
        int addresses = Ipv6 ? 32 : 8;
        foreach (byte[] key in _keys) sum += _secret.Compute(key.AsSpan(0, addresses), key.AsSpan(addresses, 4), 17);
        return (int)sum;
    }

    [Benchmark(OperationsPerInvoke = Keys)]
    public int Xxh64()
    {
        uint sum = 0;
        foreach (byte[] key in _keys) sum += Candidates.Xxh64(key);
        return (int)sum;
    }

    [Benchmark(OperationsPerInvoke = Keys)]
    public int Xxh32()
    {
        uint sum = 0;
        foreach (byte[] key in _keys) sum += Candidates.Xxh32(key);
        return (int)sum;
    }

    [Benchmark(OperationsPerInvoke = Keys)]
    public int Crc32()
    {
        uint sum = 0;
        foreach (byte[] key in _keys) sum += Candidates.Crc32(key);
        return (int)sum;
    }

    [Benchmark(OperationsPerInvoke = Keys)]
    public int Crc32Mixed()
    {
        uint sum = 0;
        foreach (byte[] key in _keys) sum += Candidates.Crc32Mixed(key);
        return (int)sum;
    }

    [Benchmark(OperationsPerInvoke = Keys)]
    public int Toeplitz()
    {
        uint sum = 0;
        foreach (byte[] key in _keys) sum += Candidates.Toeplitz(key);
        return (int)sum;
    }
}
