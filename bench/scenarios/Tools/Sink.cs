using System.Globalization;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;
using Falcon.Pktgen;
using Falcon.Testing;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary><c>falcon pktgen sink</c> in a container: the application at the end of the path.</summary>
public sealed class Sink : IAsyncDisposable
{
    private readonly RunningCommand _process;

    private Sink(RunningCommand process) => _process = process;

    /// <summary>Starts it, with UDP_GRO on its socket or without, and waits until the socket is bound.</summary>
    public static async Task<Sink> StartAsync(Endpoint endpoint, int port, int cpu, bool gro, CancellationToken cancel)
    {
        string[] arguments = ["pktgen", "sink", "--address", endpoint.Address, "--port", port.ToString(CultureInfo.InvariantCulture),
            "--json", .. gro ? ["--gro"] : Array.Empty<string>()];
        var command = new Command(Repository.Falcon, arguments);
        var sink = new Sink(command.OnCpu(cpu).In(endpoint.Netns).Start());
        try
        {
            await Listening.WaitAsync(sink._process, endpoint, port, "udp", cancel);
            return sink;
        }
        catch
        {
            await sink.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it and reads what it counted.</summary>
    public async Task<SinkReport> FinishAsync(CancellationToken cancel)
    {
        CommandResult result = await _process.TerminateAsync(cancel);
        return result.ExitCode == 0
            ? PktgenJson.Sink(result.Output)
            : throw new InvalidRunException($"falcon pktgen sink failed: {result.Reason}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
