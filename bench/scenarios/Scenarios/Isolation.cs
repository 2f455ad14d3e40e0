using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Run;
using Falcon.Bench.Scenarios.Tools;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>
/// Iron's penalty factor (NSDI'18): how much longer a victim takes for the same work when a container beside it is flooded. A network card
/// would interrupt the host's own CPU. Here the far end of the wire does, so receive packet steering moves the host's packet work to the
/// victim's CPU. The flooded socket is never read, so that only carrying the packets costs.
/// </summary>
public sealed class Isolation : Scenario
{
    private const int FloodRate = 300_000;
    private const double VictimCpus = 0.8;
    private const int LongestSlowdown = 8;
    private static readonly TimeSpan s_startUp = TimeSpan.FromSeconds(0.7);

    public override string Name => "isolation";

    public override string Description =>
        "slowdown of a container that computes within a quota of 80 % of a CPU, beside one that gets 300,000 datagrams/s";

    public override int Order => 7;

    public override Topology Topology => Topology.Wire;

    public override IReadOnlyList<string> AlsoCompares => ["falcon-budget"];

    public override IReadOnlyList<Metric> Metrics { get; } = [new("slowdown", "x", HigherIsBetter: false)];

    public override string Item => "datagram";

    public override async Task<Outcome> MeasureAsync(Testbed bed, RunContext run, CancellationToken cancel)
    {
        await using var steering = new ReceiveSteering();
        await steering.SetAsync(bed.Uplink.Netns, bed.Uplink.Device, 1 << run.ReceiverCpu, cancel);
        if (bed.Neighbour != bed.Uplink)
            await steering.SetAsync(bed.Neighbour.Netns, bed.Neighbour.Device, 1 << run.ReceiverCpu, cancel);

        using var quota = new CpuQuota($"{BenchLab.Prefix}-victim", VictimCpus);
        VictimReport quiet = await QuietAsync(bed, run, quota, cancel);
        await using RunningCommand socket = Self.IdleSocket(UdpScenario.Port).In(bed.Neighbour.Netns).Start();
        await Listening.WaitAsync(socket, bed.Neighbour, UdpScenario.Port, "udp", cancel);

        // The victim takes longer than when it was quiet; how much longer is the question.
        var flood = new Flood(1, 18, FloodRate, (run.Duration * LongestSlowdown) + s_startUp);
        await using var generator = Generator.Start(bed, bed.Neighbour, UdpScenario.Port, flood, run.SenderCpu);
        await Task.Delay(s_startUp, cancel);
        long before = UdpArrivals.Read(socket.Pid);
        VictimReport flooded = await VictimAsync(bed, Self.VictimWork(quiet.Units), run.ReceiverCpu, quota, cancel);
        long arrived = UdpArrivals.Read(socket.Pid) - before;
        if (arrived == 0)
            throw new InvalidRunException("the flood did not arrive");
        if (!generator.IsRunning)
            throw new InvalidRunException("the flood ended before the victim did");
        await generator.StopAsync(cancel);
        return new Outcome
        {
            Values = new Dictionary<string, double> { ["slowdown"] = flooded.Seconds / quiet.Seconds },
            Loss = Math.Max(0, 1 - (arrived / (FloodRate * flooded.Seconds))),
        };
    }

    /// <summary>The CPUs may be two threads of one core: the generator's is kept busy here as well.</summary>
    private static async Task<VictimReport> QuietAsync(Testbed bed, RunContext run, CpuQuota quota, CancellationToken cancel)
    {
        await using RunningCommand sibling = Self.VictimTime(run.Duration * 2).OnCpu(run.SenderCpu).In(bed.Server.Netns).Start();
        return await VictimAsync(bed, Self.VictimTime(run.Duration), run.ReceiverCpu, quota, cancel);
    }

    private static async Task<VictimReport> VictimAsync(Testbed bed, Command command, int cpu, CpuQuota quota, CancellationToken cancel) =>
        VictimReport.Parse(await quota.Hold(command.OnCpu(cpu)).InNetworkOf(bed.Server.Netns).OutputAsync(cancel));
}
