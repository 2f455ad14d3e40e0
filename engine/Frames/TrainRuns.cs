namespace Falcon.Engine.Frames;

/// <summary>Trains in a batch: a first frame and the <see cref="FrameFlags.Joined"/> ones behind it.</summary>
internal static class TrainRuns
{
    /// <summary>Where the train that starts at <paramref name="start"/> ends: the place of the next frame that is not joined.</summary>
    public static int EndOf(ReadOnlySpan<Frame> frames, int start)
    {
        int end = start + 1;
        while (end < frames.Length && (frames[end].Flags & FrameFlags.Joined) != 0) end++;
        return end;
    }
}
