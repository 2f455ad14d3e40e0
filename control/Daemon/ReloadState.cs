namespace Falcon.Control.Daemon;

/// <summary>Which configuration is in force.</summary>
/// <param name="InForceSince">When it was read.</param>
/// <param name="LastSucceeded">Whether no later one was refused.</param>
internal sealed record ReloadState(DateTimeOffset InForceSince, bool LastSucceeded);
