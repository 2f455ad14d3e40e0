using Falcon.Bench.Scenarios.Model;
using Falcon.Testing.Lab;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Lab;

/// <summary>The labs of benchmarks: of two hosts with two containers each.</summary>
public static class BenchLab
{
    private const string Owner = "bench";
    private const int LongestReason = 300;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>What the names of all that this process makes begin with.</summary>
    public static string Prefix { get; } = $"{Owner}{Environment.ProcessId}";

    /// <summary>A name that is free as long as this process lives.</summary>
    public static string NameFor(string system, Topology topology) =>
        $"{Prefix}-{system}-{(topology == Topology.Wire ? "w" : "p")}";

    /// <exception cref="InvalidRunException">The lab cannot be built; the message says why.</exception>
    public static async Task<LabTopology> UpAsync(string name, IEnumerable<string> options, CancellationToken cancel)
    {
        CommandResult result = await LabScript.Up(name, ["--hosts", "2", "--containers", "2", .. options]).RunAsync(cancel, s_patience);
        return result.ExitCode == 0
            ? LabTopology.Parse(result.Output)
            : throw new InvalidRunException($"lab.sh could not build the lab: {Reason(result)}");
    }

    public static Task DownAsync(string name) => LabScript.Down(name).RunAsync(CancellationToken.None);

    /// <summary>Removes the labs of benchmarks that were killed before they could.</summary>
    public static async Task SweepAsync()
    {
        foreach (string name in LabScript.Abandoned(Owner)) await DownAsync(name);
    }

    /// <summary>What it said before it said that it gave up; the log of a daemon that did not start is part of that.</summary>
    private static string Reason(CommandResult result)
    {
        string[] lines = result.Error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string text = string.Join(' ', lines.Where(line => !line.EndsWith("is removed", StringComparison.Ordinal)));
        return text.Length <= LongestReason ? text : text[..LongestReason] + " …";
    }
}
