using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Tools;
using Falcon.Pktgen;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>
/// The client is on a host with the kernel's VXLAN, whatever the system: the flood starts there, and only the host under test should suffer
/// from it. The generator has one CPU for itself; client and server share the other.
/// </summary>
public sealed class RttLoaded : RttScenario
{
    private const int FloodRate = 100_000;

    /// <summary>More than sockperf takes beside its test.</summary>
    private static readonly TimeSpan s_aroundTest = TimeSpan.FromSeconds(10);

    public override string Name => "rtt-loaded";

    public override string Description =>
        "UDP, 1,000 messages/s, half round trip, beside 100,000 datagrams/s to another container of the host";

    public override int Order => 8; // behind isolation, in which a daemon with budgets warms up

    public override Topology Topology => Topology.Wire;

    public override IReadOnlyList<Metric> Metrics { get; } = [.. Percentiles, new("p99 ÷ quiet", "x", HigherIsBetter: false)];

    public override IReadOnlyList<string> AlsoCompares => ["falcon-budget"];

    protected override bool Tcp => false;

    /// <summary>
    /// A steady thousand messages a second, each answered: a ping-pong would wait for ever for the first that the flood costs.
    /// </summary>
    protected override IReadOnlyList<string> Mode => ["under-load", "--mps=1000", "--reply-every=1"];

    public override async Task<Outcome> MeasureAsync(Testbed bed, RunContext run, CancellationToken cancel)
    {
        PingPong quiet = await PingPongAsync(bed, run, run.ReceiverCpu, null, cancel);
        await using Sink sink = await Sink.StartAsync(bed.Neighbour, UdpScenario.Port, run.ReceiverCpu, gro: false, cancel);
        var flood = new Flood(1, 18, FloodRate, run.Duration + s_aroundTest);
        await using var generator = Generator.Start(bed, bed.Neighbour, UdpScenario.Port, flood, run.SenderCpu);
        await Task.Delay(TimeSpan.FromSeconds(0.7), cancel);
        PingPong loaded = await PingPongAsync(bed, run, run.ReceiverCpu, generator, cancel);
        if (!generator.IsRunning)
            throw new InvalidRunException("the flood ended before the messages did");
        GeneratorReport sent = await generator.StopAsync(cancel);
        SinkReport flooded = await sink.FinishAsync(cancel);
        if (flooded.Datagrams == 0)
            throw new InvalidRunException("the flood did not arrive");
        var outcome = loaded.ToOutcome(sent.Waiting());
        return outcome with
        {
            Values = new Dictionary<string, double>(outcome.Values) { ["p99 ÷ quiet"] = loaded.Result.At(0.99) / quiet.Result.At(0.99) },
        };
    }
}
