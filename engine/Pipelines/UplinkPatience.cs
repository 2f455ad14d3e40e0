using System.Diagnostics;
using Falcon.Engine.Lanes.Packets;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Decides how long containers wait for an uplink that has no room. While it makes progress they wait, so that nothing is lost that could
/// be sent a little later. An uplink without progress, because its device is down or the other end takes nothing, is stuck: containers no
/// longer wait, and frames for it are dropped until it moves again. One worker's mutable struct; times are Stopwatch ticks.
/// </summary>
internal struct UplinkPatience
{
    /// <summary>
    /// An uplink that sends fewer frames than this within <see cref="Longest"/> makes no progress. It is the number of segments of one
    /// large message.
    /// </summary>
    private const int LeastProgress = PacketCollector.MostSegments;

    /// <summary>How long containers wait for an uplink that makes no progress.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    private static readonly long s_longest = (long)(Longest.TotalSeconds * Stopwatch.Frequency);

    private bool _full;
    private long _since;
    private long _sent;

    /// <summary>Notes that the uplink has room.</summary>
    public void Reset() => _full = false;

    /// <summary>Notes that the uplink has no room; returns whether containers should wait.</summary>
    /// <param name="now">The time.</param>
    /// <param name="sent">Frames it has sent so far.</param>
    public bool Waits(long now, long sent)
    {
        if (!_full || sent - _sent >= LeastProgress) (_full, _since, _sent) = (true, now, sent);
        return now - _since < s_longest;
    }
}
