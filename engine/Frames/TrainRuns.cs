using Falcon.Vxlan;

namespace Falcon.Engine.Frames;

/// <summary>Finds the trains in a batch: a first frame and the <see cref="FrameFlags.Joined"/> frames behind it.</summary>
internal static class TrainRuns
{
    /// <summary>The most frames that join to one train.</summary>
    public const int MostJoined = TrainRules.MostDatagrams;

    /// <summary>The end of the train that starts at <paramref name="start"/>: the index of the next frame that is not joined.</summary>
    public static int EndOf(ReadOnlySpan<Frame> frames, int start)
    {
        int end = start + 1;
        while (end < frames.Length && (frames[end].Flags & FrameFlags.Joined) != 0) end++;
        return end;
    }
}
