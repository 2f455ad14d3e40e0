using System.Text.Json.Nodes;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>The generator's sink in a namespace, listening when the constructor returns; it counts numbers that come late, twice or never.</summary>
internal sealed class OrderSink : IDisposable
{
    private readonly RunningCommand _sink;
    private JsonNode? _report;

    public OrderSink(Namespace at, int port, params string[] options) =>
        _sink = at.Serve(port, Repository.Falcon, ["pktgen", "sink", "--port", $"{port}", "--buffer", "67108864", "--json", .. options]);

    /// <summary>Lets what is under way arrive, and ends it.</summary>
    public void End()
    {
        Thread.Sleep(TimeSpan.FromMilliseconds(300));
        _sink.Signal("INT");
        _report = JsonNode.Parse(_sink.Ends().Succeeds().Output)!;
        TestContext.Current.TestOutputHelper?.WriteLine(_report.ToJsonString());
    }

    /// <summary>A number of its report, after its end.</summary>
    public long Count(string what) => _report![what]!.GetValue<long>();

    public void Dispose() => _sink.Dispose();
}
