namespace Falcon.Xsk.KernelPath;

/// <summary>What the kernel path carried so far, and what it left to the engine. A train counts as the frames that it becomes.</summary>
/// <param name="SentFrames">Frames from the port.</param>
/// <param name="SentBytes">Bytes of them, as inner frames; headers of a train count once.</param>
/// <param name="ReceivedFrames">Frames to the port.</param>
/// <param name="ReceivedBytes">Bytes of them.</param>
public sealed record PathTraffic(long SentFrames, long SentBytes, long ReceivedFrames, long ReceivedBytes)
{
    /// <summary>Frames of UDP from the port; also those that were left to the engine, if the rest of them was the kernel path's.</summary>
    public long SentDatagrams { get; init; }

    /// <summary>Frames of UDP to the port, as in <see cref="SentDatagrams"/>.</summary>
    public long ReceivedDatagrams { get; init; }

    private readonly long[] _notMine = new long[PathCount.Reasons];

    /// <summary>
    /// How often a frame was carried although frames before it were not known to have left the engine: they were lost on the way there, or
    /// a flow never paused. Order may have been lost.
    /// </summary>
    public long Overdue { get; private init; }

    /// <summary>How many frames (a train is one) were left to the engine for a reason.</summary>
    public long Of(NotMine reason) => _notMine[(int)reason];

    /// <summary>What was counted since an earlier moment.</summary>
    public static PathTraffic operator -(PathTraffic now, PathTraffic before)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(before);
        var since = new PathTraffic(
            now.SentFrames - before.SentFrames, now.SentBytes - before.SentBytes,
            now.ReceivedFrames - before.ReceivedFrames, now.ReceivedBytes - before.ReceivedBytes)
        {
            SentDatagrams = now.SentDatagrams - before.SentDatagrams,
            ReceivedDatagrams = now.ReceivedDatagrams - before.ReceivedDatagrams,
            Overdue = now.Overdue - before.Overdue,
        };
        for (int reason = 0; reason < PathCount.Reasons; reason++) since._notMine[reason] = now._notMine[reason] - before._notMine[reason];
        return since;
    }

    /// <summary>Adds up what the CPUs have counted.</summary>
    internal static PathTraffic Sum(ReadOnlySpan<PathCount> cpus)
    {
        PathCount sum = default;
        foreach (ref readonly PathCount cpu in cpus)
        {
            sum.SentFrames += cpu.SentFrames;
            sum.SentBytes += cpu.SentBytes;
            sum.ReceivedFrames += cpu.ReceivedFrames;
            sum.ReceivedBytes += cpu.ReceivedBytes;
            sum.SentDatagrams += cpu.SentDatagrams;
            sum.ReceivedDatagrams += cpu.ReceivedDatagrams;
            sum.Overdue += cpu.Overdue;
            for (int reason = 0; reason < PathCount.Reasons; reason++) sum.NotMine[reason] += cpu.NotMine[reason];
        }

        var traffic = new PathTraffic(sum.SentFrames, sum.SentBytes, sum.ReceivedFrames, sum.ReceivedBytes)
        {
            SentDatagrams = sum.SentDatagrams,
            ReceivedDatagrams = sum.ReceivedDatagrams,
            Overdue = sum.Overdue,
        };
        ((ReadOnlySpan<long>)sum.NotMine).CopyTo(traffic._notMine);
        return traffic;
    }
}
