using System.Globalization;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Tools;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>
/// iperf3 from one container to another; the wire carries frames of the MTU's size, as lab.sh turns segmentation offload off there.
/// </summary>
public abstract class TcpScenario : Scenario
{
    private const int Port = 5201;

    public override Topology Topology => Topology.Pair;

    public override IReadOnlyList<Metric> Metrics { get; } = [new("goodput", "Gbit/s")];

    public override string Item => "kB";

    public override IReadOnlyList<string> Needs => ["iperf3"];

    protected abstract int Streams { get; }

    protected virtual Endpoint From(Testbed bed) => bed.Client;

    public override async Task<Outcome> MeasureAsync(Testbed bed, RunContext run, CancellationToken cancel)
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        string seconds = run.Duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        await using RunningCommand server = new Command("iperf3", "-s", "-p", port).OnCpu(run.ReceiverCpu).In(bed.Server.Netns).Start();
        await Listening.WaitAsync(server, bed.Server, Port, "tcp", cancel);
        await using RunningCommand client =
            new Command("iperf3", "-c", bed.Server.Address, "-p", port, "-t", seconds, "-P", $"{Streams}", "--json")
                .OnCpu(run.SenderCpu).In(From(bed).Netns).Start();
        CpuWindow cpu = await CpuWindow.WatchAsync(run.Duration * 0.3, run.Duration * 0.5, null, null, cancel);
        CommandResult result = await client.EndsAsync(run.Duration + TimeSpan.FromSeconds(10), cancel);
        double rate = Iperf3.ReceivedBitsPerSecond(result.Output);
        if (rate <= 0)
            throw new InvalidRunException("nothing was delivered");
        return new Outcome
        {
            Values = new Dictionary<string, double> { [Metrics[0].Name] = rate / 1e9 },
            Cpu = cpu.PerItem(rate / 8 / 1000),
        };
    }
}
