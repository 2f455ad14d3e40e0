using System.Text.Json.Nodes;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>
/// The generator's sink in a namespace. It listens when the constructor returns, and counts numbers that come late, twice or never.
/// </summary>
internal sealed class OrderSink : IDisposable
{
    private readonly Namespace _at;
    private readonly int _port;
    private readonly RunningCommand _sink;
    private JsonNode? _report;

    public OrderSink(Namespace at, int port, params string[] options)
    {
        (_at, _port) = (at, port);
        _sink = at.Serve(port, Repository.Falcon, ["pktgen", "sink", "--port", $"{port}", "--buffer", "67108864", "--json", .. options]);
    }

    /// <summary>Ends it when it has read everything in its socket; nothing may be under way.</summary>
    public void End()
    {
        Eventually.True(() => Waiting() == "0", () => $"it does not read all: {Waiting()} bytes wait\n{_sink.Error}");
        _sink.Signal(Signal.Interrupt);
        _report = JsonNode.Parse(_sink.Ends().Succeeds().Output)!;
        TestContext.Current.TestOutputHelper?.WriteLine(_report.ToJsonString());
    }

    /// <summary>A number of its report, after the end.</summary>
    public long Count(string what) => _report![what]!.GetValue<long>();

    /// <summary>Bytes in its socket's buffer.</summary>
    private string Waiting() =>
        _at.Exec("ss", "-Huln", $"sport = :{_port}").Succeeds().Output.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

    public void Dispose() => _sink.Dispose();
}
