using System.Globalization;
using System.Text.RegularExpressions;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Tools;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Scenarios;

public sealed partial class Cache : Scenario
{
    private const int Port = 11211;
    private const int ValueBytes = 100;
    private const int Concurrency = 16;

    public override string Name => "cache";

    public override string Description => "memcached and memcaslap, 16 connections, 100-byte values, container to container over two hosts";

    public override int Order => 15;

    public override Topology Topology => Topology.Pair;

    public override IReadOnlyList<Metric> Metrics { get; } = [new("operations", "1000/s")];

    public override string Item => "operation";

    public override IReadOnlyList<string> Needs => ["memcached", "memcaslap"];

    public override async Task<Outcome> MeasureAsync(Testbed bed, RunContext run, CancellationToken cancel)
    {
        string seconds = run.Duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        await using RunningCommand server =
            new Command("memcached", "-u", "root", "-t", "1", "-m", "64", "-U", "0", "-l", bed.Server.Address, "-p", $"{Port}")
                .OnCpu(run.ReceiverCpu).In(bed.Server.Netns).Start();
        await Listening.WaitAsync(server, bed.Server, Port, "tcp", cancel);
        await using RunningCommand client = new Command("memcaslap", "-s", $"{bed.Server.Address}:{Port}", "-T", "1", "-c",
            $"{Concurrency}", "-X", $"{ValueBytes}", "-t", $"{seconds}s")
                .OnCpu(run.SenderCpu).In(bed.Client.Netns).Start();
        CpuWindow cpu = await CpuWindow.WatchAsync(run.Duration * 0.4, run.Duration * 0.5, null, null, cancel);
        double rate = Rate((await client.EndsAsync(run.Duration + TimeSpan.FromSeconds(15), cancel)).Output);
        if (rate <= 0)
            throw new InvalidRunException("no operation was answered");
        return new Outcome
        {
            Values = new Dictionary<string, double> { ["operations"] = rate / 1e3 },
            Cpu = cpu.PerItem(rate),
        };
    }

    /// <summary>Operations per second as memcaslap reports them at its end.</summary>
    internal static double Rate(string output)
    {
        Match match = OperationsPerSecond().Match(output);
        return match.Success
            ? double.Parse(match.Groups["rate"].Value, CultureInfo.InvariantCulture)
            : throw new InvalidRunException("memcaslap printed no result");
    }

    [GeneratedRegex(@"^Run time: \S+ Ops: \d+ TPS: (?<rate>\d+)", RegexOptions.Multiline)]
    private static partial Regex OperationsPerSecond();
}
