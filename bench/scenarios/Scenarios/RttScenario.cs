using System.Globalization;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Tools;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>sockperf ping-pong between two containers: half of the round trip.</summary>
public abstract class RttScenario : Scenario
{
    private const int Port = 11111;
    private const int MessageBytes = 18;

    /// <summary>sockperf sleeps so long between its warm-up messages and the test.</summary>
    private static readonly TimeSpan s_sockperfSleeps = TimeSpan.FromSeconds(2);

    public override Topology Topology => Topology.Pair;

    protected static IReadOnlyList<Metric> Percentiles { get; } =
        [new("p50", "µs", HigherIsBetter: false), new("p99", "µs", HigherIsBetter: false), new("p99.9", "µs", HigherIsBetter: false)];

    public override IReadOnlyList<Metric> Metrics => Percentiles;

    public override string Item => "round trip";

    public override IReadOnlyList<string> Needs => ["sockperf"];

    protected abstract bool Tcp { get; }

    /// <summary>How sockperf's client sends.</summary>
    protected virtual IReadOnlyList<string> Mode => ["ping-pong"];

    public override async Task<Outcome> MeasureAsync(Testbed bed, RunContext run, CancellationToken cancel) =>
        (await PingPongAsync(bed, run, run.SenderCpu, null, cancel)).ToOutcome();

    /// <param name="bed">Where.</param>
    /// <param name="run">How long.</param>
    /// <param name="clientCpu">The client's CPU.</param>
    /// <param name="load">A generator that runs beside it, whose CPU time is told apart; null for none.</param>
    /// <param name="cancel">Ends it.</param>
    protected async Task<PingPong> PingPongAsync(Testbed bed, RunContext run, int clientCpu, Generator? load, CancellationToken cancel)
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        string seconds = run.Duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        string[] protocol = Tcp ? ["--tcp"] : [];
        await using RunningCommand server = new Command("sockperf", ["server", "-i", bed.Server.Address, "-p", port, .. protocol])
            .OnCpu(run.ReceiverCpu).In(bed.Server.Netns).Start();
        await Listening.WaitAsync(server, bed.Server, Port, Tcp ? "tcp" : "udp", cancel);
        await using RunningCommand client =
            new Command("sockperf", [.. Mode, "-i", bed.Server.Address, "-p", port, "-t", seconds, "-m", $"{MessageBytes}", .. protocol])
                .OnCpu(clientCpu).In(bed.Client.Netns).Start();
        CpuWindow cpu = await CpuWindow.WatchAsync(
            s_sockperfSleeps + (run.Duration * 0.3), run.Duration * 0.5, load?.Id, load is null ? null : run.SenderCpu, cancel);
        CommandResult result = await client.EndsAsync(run.Duration + TimeSpan.FromSeconds(10), cancel);
        return new PingPong(Sockperf.Parse(result.Output), cpu);
    }

    /// <summary>What the client found, and what it cost.</summary>
    protected sealed record PingPong(Sockperf Result, CpuWindow Cpu)
    {
        /// <param name="waiting">As in <see cref="CpuCost.Of"/>, of the generator beside it.</param>
        public Outcome ToOutcome(double? waiting = null) => new()
        {
            Values = new Dictionary<string, double> { ["p50"] = Result.At(0.5), ["p99"] = Result.At(0.99), ["p99.9"] = Result.At(0.999) },
            Loss = Result.Lost / Math.Max(1.0, Result.RoundTrips + Result.Lost),
            Cpu = Cpu.PerItem(Result.RoundTrips / Result.Seconds, waiting),
            Latency = Result.Distribution,
        };
    }
}
