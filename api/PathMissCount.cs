namespace Falcon.Api;

/// <summary>Frames that the kernel path has left to the engine.</summary>
/// <param name="Reason">Why, such as <c>miss</c> or <c>group</c>.</param>
/// <param name="Frames">How many; a train is one.</param>
public sealed record PathMissCount(string Reason, long Frames);
