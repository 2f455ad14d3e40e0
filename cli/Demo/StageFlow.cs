namespace Falcon.Cli.Demo;

/// <summary>What flowed through one stage, over all workers.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Frames">Frames since Falcon started.</param>
/// <param name="FramesPerSecond">Between the last two snapshots.</param>
/// <param name="PeakFramesPerSecond">The highest value between two snapshots.</param>
/// <param name="NanosecondsPerFrame">On average since Falcon started.</param>
internal sealed record StageFlow(
    string Stage, long Frames, double FramesPerSecond, double PeakFramesPerSecond, double NanosecondsPerFrame);
