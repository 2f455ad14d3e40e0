namespace Falcon.Netns.Tests.Harness;

/// <summary>What the machine must offer; a test that misses something is skipped with the reason.</summary>
public static class Requirements
{
    private static readonly string[] _tools =
        ["ip", "bridge", "ethtool", "ping", "arping", "ss", "iperf3", "socat", "tcpdump", "tshark", "bash", "jq", "nc", "/usr/bin/python3"];

    private static readonly Lazy<string?> _missing = new(FindMissing);

    public static void Check()
    {
        if (_missing.Value is { } reason) Assert.Skip(reason);
    }

    /// <summary>Skips unless all of <paramref name="tools"/> are installed.</summary>
    public static void Tools(params string[] tools)
    {
        if (Array.Find(tools, tool => !IsInstalled(tool)) is { } tool) Assert.Skip($"{tool} is not installed");
    }

    private static string? FindMissing()
    {
        if (!Environment.IsPrivilegedProcess) return "network namespaces need root";
        return Array.Find(_tools, tool => !IsInstalled(tool)) is { } tool ? $"{tool} is not installed" : null;
    }

    private static bool IsInstalled(string tool) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(directory => File.Exists(Path.Combine(directory, tool)));
}
