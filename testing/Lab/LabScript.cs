using Falcon.Testing.Processes;

namespace Falcon.Testing.Lab;

/// <summary>scripts/lab.sh, which builds and removes hosts and containers in network namespaces.</summary>
public static class LabScript
{
    private const string StateRoot = "/run/falcon-lab";

    /// <summary>Builds a lab; <see cref="LabTopology.Parse"/> reads its output.</summary>
    public static Command Up(string name, IEnumerable<string> options) => Script(["up", "--name", name, "--json", .. options]);

    /// <summary>Removes a lab.</summary>
    public static Command Down(string name) => Script(["down", "--name", name]);

    /// <summary>The names of labs that killed processes left behind: those named PREFIX, process id, dash.</summary>
    public static IReadOnlyList<string> Abandoned(string prefix) => !Directory.Exists(StateRoot)
        ? []
        : [.. Directory.GetDirectories(StateRoot).Select(path => Path.GetFileName(path))
            .Where(name => OwnerOf(name, prefix) is { } pid && !Directory.Exists($"/proc/{pid}"))];

    /// <summary>The process id that a lab belongs to; null for a lab with another prefix.</summary>
    public static int? OwnerOf(string lab, string prefix)
    {
        string owner = lab.Split('-')[0];
        return owner.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(owner.AsSpan(prefix.Length), out int pid) ? pid : null;
    }

    private static Command Script(IReadOnlyList<string> arguments) => new(Repository.PathOf("scripts/lab.sh"), arguments);
}
