using Falcon.Engine.Stages;

namespace Falcon.Engine.Accounting;

/// <summary>Time of a stage before Bridge, kept until Bridge knows who pays for it.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Frames">Frames in its batch.</param>
/// <param name="Nanoseconds">The time in nanoseconds.</param>
internal readonly record struct DeferredTime(StageId Stage, int Frames, long Nanoseconds)
{
    /// <summary>The part of the time that falls to <paramref name="frames"/> of the batch's frames.</summary>
    public long ShareOf(int frames) => frames == Frames ? Nanoseconds : Nanoseconds * frames / Frames;
}
