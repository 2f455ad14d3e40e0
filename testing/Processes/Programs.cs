namespace Falcon.Testing.Processes;

/// <summary>The programs of this machine, and the Debian packages that contain them.</summary>
public static class Programs
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

    /// <summary>What to install for these programs; null when all are installed.</summary>
    public static string? Missing(IEnumerable<string> programs)
    {
        string[] missing = [.. programs.Where(program => !Has(program))];
        return missing.Length == 0
            ? null
            : string.Join("; ", missing.Select(p => $"{p} is not installed (Debian package: {s_packages.GetValueOrDefault(p, p)})"));
    }

    /// <summary>Whether a program is installed.</summary>
    public static bool Has(string program) => Find(program) is not null;

    /// <summary>The path of a program.</summary>
    /// <exception cref="CommandException">The program is not installed; the message names its package.</exception>
    public static string Require(string program) => Find(program) ?? throw new CommandException(Missing([program])!);

    private static string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal)) return File.Exists(program) ? program : null;
        string path = Environment.GetEnvironmentVariable("PATH") + ":/usr/local/sbin:/usr/sbin:/sbin";
        return path.Split(':').Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
    }
}
