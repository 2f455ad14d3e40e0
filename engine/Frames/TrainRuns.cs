using Falcon.Vxlan;

namespace Falcon.Engine.Frames;

/// <summary>Trains in a batch: a first frame and the <see cref="FrameFlags.Joined"/> ones behind it.</summary>
internal static class TrainRuns
{
    /// <summary>Most frames that are joined to a train.</summary>
    public const int MostJoined = TrainRules.MostDatagrams;

    /// <summary>Where the train that starts at <paramref name="start"/> ends: the place of the next frame that is not joined.</summary>
    public static int EndOf(ReadOnlySpan<Frame> frames, int start)
    {
        int end = start + 1;
        while (end < frames.Length && (frames[end].Flags & FrameFlags.Joined) != 0) end++;
        return end;
    }
}
