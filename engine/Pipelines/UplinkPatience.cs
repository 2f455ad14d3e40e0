using System.Diagnostics;
using Falcon.Engine.Lanes.Packets;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Decides for how long containers wait for an uplink that has no room. While it makes progress they wait, so that nothing is lost that
/// could have been sent a little later. An uplink that stands still, because its device is down or what it is connected to takes nothing,
/// is stuck: nobody waits for it any more, and frames for it are dropped until it moves again. A mutable struct of one worker; times are
/// ticks of Stopwatch.
/// </summary>
internal struct UplinkPatience
{
    /// <summary>
    /// An uplink that sends fewer frames than this within <see cref="Longest"/> stands still: the segments of one large message.
    /// </summary>
    private const int LeastProgress = PacketCollector.MostSegments;

    /// <summary>How long containers wait for an uplink that stands still.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    private static readonly long s_longest = (long)(Longest.TotalSeconds * Stopwatch.Frequency);

    private bool _full;
    private long _since;
    private long _sent;

    /// <summary>It has room.</summary>
    public void Reset() => _full = false;

    /// <summary>It has no room; whether containers are to wait for it.</summary>
    /// <param name="now">The time.</param>
    /// <param name="sent">Frames it has sent so far.</param>
    public bool Waits(long now, long sent)
    {
        if (!_full || sent - _sent >= LeastProgress) (_full, _since, _sent) = (true, now, sent);
        return now - _since < s_longest;
    }
}
