namespace Falcon.Api;

/// <summary>What one stage did on one worker.</summary>
/// <param name="Stage">The stage's name in kebab-case.</param>
/// <param name="Batches">Batches run.</param>
/// <param name="Frames">Frames in them.</param>
/// <param name="Nanoseconds">Time spent, by the worker's clock.</param>
public sealed record StageSnapshot(string Stage, long Batches, long Frames, long Nanoseconds);
