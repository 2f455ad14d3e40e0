namespace Falcon.Engine.Frames;

/// <summary>
/// Finds runs of encapsulated frames that can leave as one UDP message, to be segmented again: frames of one flow and one traffic class to
/// one VTEP, so that the outer headers differ only in lengths. All frames have one length; the last may be shorter.
/// </summary>
internal static class WireRuns
{
    /// <summary>The most frames of a run: the kernel's UDP_MAX_SEGMENTS (include/linux/udp.h).</summary>
    public const int MostFrames = 128;

    /// <summary>Bytes of the largest IPv4 packet, headers included.</summary>
    private const int MostBytes = ushort.MaxValue;

    /// <summary>The end of the run that starts at <paramref name="start"/>: the index of the first frame behind it.</summary>
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
