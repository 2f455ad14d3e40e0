using BenchmarkDotNet.Attributes;
using Falcon.Bench.Pipelines;
using Falcon.Vxlan;

namespace Falcon.Bench.Micro.Headers;

/// <summary>Finding the headers of an inner frame.</summary>
public class ParseBenchmark
{
    private const int Frames = 64;

    private byte[][] _frames = [];

    [Params("udp4", "tcp4", "udp6")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _frames = [.. Enumerable.Range(0, Frames).Select(i => Kind switch
    {
        "tcp4" => SampleFrames.Tcp(100, (ushort)i, (uint)i, (ushort)i),
        "udp6" => SampleFrames.Udp(100, (ushort)i, ipv6: true),
        _ => SampleFrames.Udp(100, (ushort)i),
    })];

    [Benchmark(OperationsPerInvoke = Frames)]
    public int Parse()
    {
        int sum = 0;
        foreach (byte[] frame in _frames)
        {
            FrameParser.TryParse(frame, out ParsedFrame parsed);
            sum += parsed.PayloadOffset;
        }

        return sum;
    }
}
