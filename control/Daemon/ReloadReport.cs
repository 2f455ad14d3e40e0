namespace Falcon.Control.Daemon;

/// <summary>What became of reading the configuration again.</summary>
/// <param name="Changes">What has changed, as in the log; empty when nothing had to.</param>
/// <param name="Problems">Why nothing has changed; empty when the configuration is in force.</param>
public sealed record ReloadReport(IReadOnlyList<string> Changes, IReadOnlyList<string> Problems)
{
    /// <summary>Whether the configuration is in force.</summary>
    public bool Applied => Problems.Count == 0;
}
