using System.Diagnostics;
using System.Globalization;

namespace Falcon.Cli.Demo;

/// <summary>An iperf3 server for one run, in a container.</summary>
internal sealed class IperfServer : IDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(10);
    private readonly Process _process;
    private readonly string _pidFile;

    private IperfServer(Process process, string pidFile)
    {
        _process = process;
        _pidFile = pidFile;
    }

    /// <summary>Starts the server. Returns when it is listening.</summary>
    /// <exception cref="DemoException">It is not listening in time.</exception>
    public static async Task<IperfServer> StartAsync(Topology topology, LabContainer container, CancellationToken cancel)
    {
        string[] arguments = ["netns", "exec", container.Netns, "iperf3", "-s", "-1", "--forceflush"];
        Process process = ProcessRunner.Start("ip", arguments, new Dictionary<string, string>());
        // lab.sh down ends every process with a pid file in the lab's state, in case this process is killed.
        var server = new IperfServer(process, Path.Combine(topology.State, "iperf3.pid"));
        try
        {
            await File.WriteAllTextAsync(server._pidFile, process.Id.ToString(CultureInfo.InvariantCulture), cancel);
            await server.WaitUntilListeningAsync(cancel);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        ProcessRunner.End(_process);
        _process.Dispose();
        File.Delete(_pidFile);
    }

    private async Task WaitUntilListeningAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_startLimit);
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (line.Contains("listening", StringComparison.Ordinal))
                    return;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new DemoException($"the iperf3 server did not listen within {s_startLimit.TotalSeconds:0} s");
        }
        throw new DemoException($"the iperf3 server ended: {(await _process.StandardError.ReadToEndAsync(cancel)).Trim()}");
    }
}
