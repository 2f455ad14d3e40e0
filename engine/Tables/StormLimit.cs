using System.Diagnostics;
using Falcon.Engine.Options;

namespace Falcon.Engine.Tables;

/// <summary>
/// Limits the copies that one source of broadcast, unknown unicast and multicast may cause: a token bucket that holds the copies of one
/// second. All workers share it, so the limit holds however a source's flows are spread. It uses the generic cell rate algorithm (ITU-T
/// I.371, annex A): one word, the time at which the bucket is full again, changed by compare-and-swap when copies are admitted. A refusal
/// costs one load.
/// </summary>
public sealed class StormLimit
{
    private static readonly long s_burst = Stopwatch.Frequency;
    private static readonly long s_episodeEnds = 60 * Stopwatch.Frequency;
    private static readonly long s_noteEvery = Stopwatch.Frequency / 100;

    private int _perSecond;
    private long _fullAt = long.MinValue / 2;
    private long _refusedAt = long.MinValue / 2;

    /// <summary>Makes a full bucket.</summary>
    /// <param name="perSecond">Copies per second, at least 1.</param>
    public StormLimit(int perSecond = OverlayOptions.DefaultStormLimit) => _perSecond = perSecond;

    /// <summary>Copies per second, at least 1. Set by the control thread.</summary>
    public int PerSecond
    {
        get => Volatile.Read(ref _perSecond);
        set => Volatile.Write(ref _perSecond, value);
    }

    /// <summary>
    /// Takes tokens for copies. A full bucket admits any number, so that one broadcast to more ports than the limit passes too. Any thread.
    /// </summary>
    /// <param name="copies">The number of copies to make.</param>
    /// <param name="now">A timestamp of <see cref="Stopwatch"/>; may be a turn old.</param>
    /// <returns>False if the limit is exceeded; then no tokens are taken.</returns>
    public bool Admits(int copies, long now)
    {
        long cost = copies * Stopwatch.Frequency / PerSecond;
        long seen = Volatile.Read(ref _fullAt);
        while (true)
        {
            if (seen > now && seen + cost - now > s_burst) return false;
            long changed = Interlocked.CompareExchange(ref _fullAt, Math.Max(seen, now) + cost, seen);
            if (changed == seen) return true;
            seen = changed;
        }
    }

    /// <summary>Notes that frames were refused. Any thread.</summary>
    /// <param name="now">A timestamp of <see cref="Stopwatch"/>.</param>
    /// <returns>True for the first refusal of an episode. An episode ends when nothing was refused for a minute.</returns>
    public bool BeginsEpisode(long now)
    {
        long seen = Volatile.Read(ref _refusedAt);
        if (now - seen < s_noteEvery) return false;
        return Interlocked.CompareExchange(ref _refusedAt, now, seen) == seen && now - seen > s_episodeEnds;
    }
}
