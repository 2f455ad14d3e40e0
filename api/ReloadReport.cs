namespace Falcon.Api;

/// <summary>What became of reading the configuration again.</summary>
/// <param name="Changes">What has changed, or would, as in the log; empty when nothing has to.</param>
/// <param name="Problems">Why nothing has changed, or would; empty when there is no reason.</param>
public sealed record ReloadReport(IReadOnlyList<string> Changes, IReadOnlyList<string> Problems)
{
    /// <summary>Ports that are down now, each with the reason; they are retried by themselves.</summary>
    public IReadOnlyList<string> PortsDown { get; init; } = [];

    /// <summary>Whether the configuration could be put in force.</summary>
    public bool Accepted => Problems.Count == 0;
}
