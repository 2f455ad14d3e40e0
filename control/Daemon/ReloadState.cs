namespace Falcon.Control.Daemon;

/// <summary>The state of reloading.</summary>
/// <param name="InForceSince">When the current configuration was read.</param>
/// <param name="LastSucceeded">Whether the last reload succeeded.</param>
internal sealed record ReloadState(DateTimeOffset InForceSince, bool LastSucceeded);
