using BenchmarkDotNet.Attributes;
using Falcon.Bench.Pipelines;
using Falcon.Vxlan;

namespace Falcon.Bench.Micro.Headers;

/// <summary>Checking and finding the outer headers, and writing them.</summary>
public class TunnelBenchmark
{
    private const int Frames = 64;
    private const int UdpOverhead = 42;

    private byte[][] _frames = [];
    private OuterHeader _header = null!;

    [Params("4", "4 checksum", "6")]
    public string Underlay { get; set; } = "";

    [Params(64, 1400)]
    public int InnerBytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        bool ipv6 = Underlay == "6", checksum = Underlay != "4";
        _header = SampleFrames.Outer(ipv6, checksum);
        _frames = [.. Enumerable.Range(0, Frames).Select(i =>
            SampleFrames.Vxlan(SampleFrames.Udp(InnerBytes - UdpOverhead, (ushort)i), ipv6, checksum))];
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public int Decapsulate()
    {
        int sum = 0;
        foreach (byte[] frame in _frames)
        {
            Decapsulator.TryDecapsulate(frame, SampleFrames.VxlanPort, OuterRules.Strict, out DecapsulatedFrame inner);
            sum += inner.InnerLength;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public int Encapsulate()
    {
        uint hash = 0;
        foreach (byte[] frame in _frames) _header.Write(frame, SampleFrames.Vni, OuterHeader.SourcePort(hash += 0x9E37_79B9));
        return (int)hash;
    }
}
