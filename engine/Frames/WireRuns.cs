namespace Falcon.Engine.Frames;

/// <summary>
/// Runs in a batch of encapsulated frames that can leave as one UDP message to be cut again: frames of one flow and one traffic class to
/// one VTEP, so that the outer headers differ in nothing but lengths, all of one length, the last perhaps shorter.
/// </summary>
internal static class WireRuns
{
    /// <summary>Frames of a run at most: UDP_MAX_SEGMENTS of the kernel (include/linux/udp.h).</summary>
    public const int MostFrames = 128;

    /// <summary>An IPv4 packet holds no more, headers included.</summary>
    private const int MostBytes = ushort.MaxValue;

    /// <summary>Where the run that starts at <paramref name="start"/> ends: the place of the first frame that is not of it.</summary>
    public static int EndOf(ReadOnlySpan<Frame> frames, int start)
    {
        ref readonly Frame first = ref frames[start];
        int most = Math.Min(frames.Length, start + Math.Min(MostFrames, MostBytes / first.Length));
        int end = start + 1;
        while (end < most && frames[end - 1].Length == first.Length && Follows(frames[end], first)) end++;
        return end;
    }

    private static bool Follows(in Frame frame, in Frame first) =>
        frame.Length <= first.Length && frame.FlowHash == first.FlowHash && frame.Target == first.Target
        && frame.TrafficClass == first.TrafficClass;
}
