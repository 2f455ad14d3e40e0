using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>Which Debian package a program comes from, to say so when it is missing.</summary>
public static class Packages
{
    private static readonly Dictionary<string, string> s_packages = new()
    {
        ["bpftool"] = "bpftool",
        ["ethtool"] = "ethtool",
        ["ip"] = "iproute2",
        ["iperf3"] = "iperf3",
        ["memcaslap"] = "libmemcached-tools",
        ["memcached"] = "memcached",
        ["nginx"] = "nginx-light",
        ["nsenter"] = "util-linux",
        ["ovs-vswitchd"] = "openvswitch-switch",
        ["ovs-vsctl"] = "openvswitch-switch",
        ["ovsdb-server"] = "openvswitch-switch",
        ["ovsdb-tool"] = "openvswitch-switch",
        ["ping"] = "iputils-ping",
        ["setsid"] = "util-linux",
        ["sockperf"] = "sockperf",
        ["taskset"] = "util-linux",
        ["wrk"] = "wrk",
    };

    /// <summary>Null when all programs are installed, else what to install.</summary>
    public static string? Missing(IEnumerable<string> programs)
    {
        string[] missing = [.. programs.Where(program => Find(program) is null)];
        return missing.Length == 0
            ? null
            : string.Join("; ", missing.Select(p => $"{p} is not installed (Debian package: {s_packages.GetValueOrDefault(p, p)})"));
    }

    /// <exception cref="InvalidRunException">The program is not installed; the message names its package.</exception>
    public static string Require(string program) => Find(program) ?? throw new InvalidRunException(Missing([program])!);

    private static string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
            return File.Exists(program) ? program : null;
        string path = Environment.GetEnvironmentVariable("PATH") + ":/usr/local/sbin:/usr/sbin:/sbin";
        return path.Split(':').Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
    }
}
