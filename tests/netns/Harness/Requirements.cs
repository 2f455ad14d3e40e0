namespace Falcon.Netns.Tests.Harness;

/// <summary>
/// What the machine must offer. A test that lacks something is skipped with the reason. In CI a missing tool is a failure, because
/// scripts/setup.sh should have installed it, and a run that skips half of the tests must not look green.
/// </summary>
public static class Requirements
{
    private static readonly string[] s_tools =
        ["ip", "bridge", "ethtool", "ping", "ss", "iperf3", "socat", "tcpdump", "tshark", "bash", "jq", "nc", "/usr/bin/python3"];

    private static readonly Lazy<string?> s_missing = new(FindMissing);

    public static void Check()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("network namespaces need root");
        if (s_missing.Value is { } tool) Miss(tool);
    }

    /// <summary>Skips unless all of <paramref name="tools"/> are installed.</summary>
    public static void Tools(params string[] tools)
    {
        if (Array.Find(tools, tool => !Programs.Has(tool)) is { } tool) Miss(tool);
    }

    private static string? FindMissing() => Array.Find(s_tools, tool => !Programs.Has(tool));

    private static void Miss(string tool)
    {
        string reason = $"{tool} is not installed";
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 }) Assert.Fail($"{reason}: scripts/setup.sh must install it");
        Assert.Skip(reason);
    }
}
