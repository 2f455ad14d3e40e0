using Falcon.Engine.Stages;

namespace Falcon.Engine.Accounting;

/// <summary>Time that a stage before Bridge took, until Bridge has found out who pays for it.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Frames">Frames in its batch.</param>
/// <param name="Nanoseconds">The time.</param>
internal readonly record struct DeferredTime(StageId Stage, int Frames, long Nanoseconds)
{
    /// <summary>The part of it that frames are worth, which are left of the batch.</summary>
    public long ShareOf(int frames) => frames == Frames ? Nanoseconds : Nanoseconds * frames / Frames;
}
