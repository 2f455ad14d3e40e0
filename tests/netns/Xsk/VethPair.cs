using System.Diagnostics;
using System.Net.NetworkInformation;
using Falcon.Xsk;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>Two network namespaces of its own, joined by a veth pair with two queues: 10.9.0.1 on v0 in the first, 10.9.0.2 on v1 in the second.</summary>
internal sealed class VethPair : IDisposable
{
    private static int s_count;
    private readonly string[] _namespaces;

    public VethPair()
    {
        string name = $"fxsk{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}";
        _namespaces = [name + "a", name + "b"];
        try
        {
            Ip($"netns add {_namespaces[0]}");
            Ip($"netns add {_namespaces[1]}");
            // Its announcements would be frames that no test sent.
            foreach (string space in _namespaces) Ip($"netns exec {space} sysctl -qw net.ipv6.conf.default.disable_ipv6=1");
            Ip($"link add v0 netns {_namespaces[0]} numrxqueues 2 numtxqueues 2 type veth peer name v1 netns {_namespaces[1]} numrxqueues 2 numtxqueues 2");
            for (int side = 0; side < 2; side++)
            {
                Ip($"-n {_namespaces[side]} addr add 10.9.0.{side + 1}/24 dev v{side}");
                Ip($"-n {_namespaces[side]} link set v{side} up");
                int index = side;
                IfIndex[side] = Run(side, () => NetworkInterface.GetAllNetworkInterfaces().Single(i => i.Name == $"v{index}").GetIPProperties().GetIPv4Properties().Index);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Device indices of v0 and v1, each in its own namespace.</summary>
    public int[] IfIndex { get; } = new int[2];

    public string Namespace(int side) => _namespaces[side];

    /// <summary>Runs on a thread in the namespace of v0 (0) or v1 (1).</summary>
    public T Run<T>(int side, Func<T> action)
    {
        using NetworkNamespace netns = NetworkNamespace.Open(_namespaces[side]);
        return netns.Run(action);
    }

    /// <summary>Runs a command in a namespace; its exit code and output.</summary>
    public (int ExitCode, string Output) Execute(int side, string command) => Execute("ip", $"netns exec {_namespaces[side]} {command}");

    public void Dispose()
    {
        foreach (string name in _namespaces)
            Execute("ip", "netns del " + name);
    }

    private static void Ip(string arguments)
    {
        (int exitCode, string output) = Execute("ip", arguments);
        if (exitCode != 0)
            throw new InvalidOperationException($"ip {arguments}: {output}");
    }

    private static (int ExitCode, string Output) Execute(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
