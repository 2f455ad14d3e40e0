using System.Globalization;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>Waits until a server has bound its port.</summary>
public static class Listening
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <param name="server">The process; when it ends, waiting does too.</param>
    /// <param name="endpoint">Where it runs.</param>
    /// <param name="port">The port it should bind.</param>
    /// <param name="protocol">udp or tcp.</param>
    /// <param name="cancel">Ends waiting.</param>
    /// <exception cref="InvalidRunException">It ended, or did not bind in time.</exception>
    public static async Task WaitAsync(RunningCommand server, Endpoint endpoint, int port, string protocol, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_patience);
        while (true)
        {
            server.MustRun();
            if (IsBound(server.Pid, protocol, port))
                return;
            try
            {
                await Task.Delay(s_pause, limit.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new InvalidRunException(
                    $"nothing listened on {protocol} port {port} of {endpoint.Netns} within {s_patience.TotalSeconds:0} s");
            }
        }
    }

    /// <summary>/proc/PID/net shows the sockets of the process's namespace (proc(5)), once it has entered it.</summary>
    private static bool IsBound(int pid, string protocol, int port)
    {
        string wanted = $":{port.ToString("X4", CultureInfo.InvariantCulture)} ";
        try
        {
            return File.ReadLines($"/proc/{pid}/net/{protocol}").Concat(File.ReadLines($"/proc/{pid}/net/{protocol}6"))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Any(fields => fields.Length > 1 && (fields[1] + " ").EndsWith(wanted, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
