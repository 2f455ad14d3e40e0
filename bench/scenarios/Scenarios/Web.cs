using System.Globalization;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Tools;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Scenarios;

public sealed class Web : Scenario
{
    private const int Port = 8080;
    private const int BodyBytes = 1024;
    private const int Connections = 32;

    public override string Name => "web";

    public override string Description => "nginx and wrk, 32 connections, 1 KiB responses, container to container over two hosts";

    public override int Order => 14;

    public override Topology Topology => Topology.Pair;

    public override IReadOnlyList<Metric> Metrics { get; } = [new("requests", "1000/s"), new("p99", "µs", HigherIsBetter: false)];

    public override string Item => "request";

    public override IReadOnlyList<string> Needs => ["nginx", "wrk"];

    public override async Task<Outcome> MeasureAsync(Testbed bed, RunContext run, CancellationToken cancel)
    {
        string configuration = Path.Combine(run.WorkDirectory, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(bed.Server.Address, run.WorkDirectory), cancel);
        string seconds = run.Duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        await using RunningCommand server = new Command("nginx", "-c", configuration, "-e", Path.Combine(run.WorkDirectory, "nginx.log"))
            .OnCpu(run.ReceiverCpu).In(bed.Server.Netns).Start();
        await Listening.WaitAsync(server, bed.Server, Port, "tcp", cancel);
        await using RunningCommand client =
            new Command("wrk", "-t", "1", "-c", $"{Connections}", "-d", $"{seconds}s", "--latency", $"http://{bed.Server.Address}:{Port}/")
                .OnCpu(run.SenderCpu).In(bed.Client.Netns).Start();
        CpuWindow cpu = await CpuWindow.WatchAsync(run.Duration * 0.3, run.Duration * 0.5, null, null, cancel);
        var result = Wrk.Parse((await client.EndsAsync(run.Duration + TimeSpan.FromSeconds(10), cancel)).Output);
        if (result.RequestsPerSecond <= 0)
            throw new InvalidRunException("no request was answered");
        return new Outcome
        {
            Values = new Dictionary<string, double> { ["requests"] = result.RequestsPerSecond / 1e3, ["p99"] = result.P99Microseconds },
            Cpu = cpu.PerItem(result.RequestsPerSecond),
        };
    }

    private static string Configuration(string address, string directory) =>
        $$"""
        daemon off;
        worker_processes 1;
        pid {{directory}}/nginx.pid;
        events { worker_connections 1024; }
        http {
            access_log off;
            keepalive_requests 1000000;
            server {
                listen {{address}}:{{Port}};
                location / { return 200 "{{new string('x', BodyBytes)}}"; }
            }
        }
        """;
}
