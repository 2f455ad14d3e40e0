namespace Falcon.Cli.Demo;

/// <summary>Checks the machine before the demo builds anything.</summary>
internal static class Preflight
{
    private static readonly string[] s_tools =
        ["bash", "ip", "bridge", "ethtool", "sysctl", "setsid", "nc", "ping", "iperf3"];

    /// <summary>What is missing and how to get it; null when nothing is.</summary>
    public static string? Missing()
    {
        if (!Environment.IsPrivilegedProcess)
            return "network namespaces need root: run it with sudo";
        var absent = s_tools.Where(tool => !IsOnPath(tool)).ToList();
        return absent.Count == 0 ? null : $"not installed: {string.Join(", ", absent)}; scripts/setup.sh installs what is needed";
    }

    private static bool IsOnPath(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, tool)));
}
