using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Tools;

namespace Falcon.Bench.Scenarios.Lab;

/// <summary>scripts/lab.sh, which builds and removes hosts and containers in namespaces.</summary>
public static class LabScript
{
    private const int LongestReason = 300;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>What the names of all that this process makes begin with.</summary>
    public static string Prefix { get; } = $"bench{Environment.ProcessId}";

    /// <summary>A name that is free as long as this process lives.</summary>
    public static string NameFor(string system, Topology topology) =>
        $"{Prefix}-{system}-{(topology == Topology.Wire ? "w" : "p")}";

    public static async Task<LabDescription> UpAsync(string name, IEnumerable<string> options, CancellationToken cancel)
    {
        await using ChildProcess script = ChildProcess.Start(Script(["up", "--name", name, "--hosts", "2", "--containers", "2", "--json", .. options]));
        CommandResult result = await script.WaitAsync(s_patience, cancel);
        return result.ExitCode == 0 ? LabDescription.Parse(result.Output) : throw new InvalidRunException($"lab.sh could not build the lab: {Reason(result)}");
    }

    /// <summary>What it said before it said that it gave up; the log of a daemon that did not start is part of that.</summary>
    private static string Reason(CommandResult result)
    {
        string[] lines = result.Error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string text = string.Join(' ', lines.Where(line => !line.EndsWith("is removed", StringComparison.Ordinal)));
        return text.Length <= LongestReason ? text : text[..LongestReason] + " …";
    }

    public static Task DownAsync(string name) => Script("down", "--name", name).TryRunAsync(CancellationToken.None);

    /// <summary>Removes the labs of benchmarks that were killed before they could.</summary>
    public static async Task SweepAsync()
    {
        const string root = "/run/falcon-lab";
        if (!Directory.Exists(root))
            return;
        foreach (string name in Directory.GetDirectories(root).Select(Path.GetFileName).OfType<string>())
        {
            if (OwnerOf(name) is { } pid && !Directory.Exists($"/proc/{pid}"))
                await DownAsync(name);
        }
    }

    /// <summary>The process that a lab of ours belongs to; null for labs of others.</summary>
    internal static int? OwnerOf(string lab)
    {
        string owner = lab.Split('-')[0];
        return owner.StartsWith("bench", StringComparison.Ordinal) && int.TryParse(owner.AsSpan(5), out int pid) ? pid : null;
    }

    private static Command Script(params string[] arguments)
    {
        string script = Path.Combine(Repository.Root, "scripts", "lab.sh");
        return File.Exists(script) ? new Command(script, arguments) : throw new InvalidRunException($"{script} is missing");
    }
}
