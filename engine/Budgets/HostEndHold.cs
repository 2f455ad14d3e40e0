using Falcon.Xsk.Links;
using Falcon.Xsk.Programs;


namespace Falcon.Engine.Budgets;

/// <summary>
/// Holds a port at the host end while its gate is closed, and notices that it sends past its gate: more than a closed gate lets through.
/// What left before the gate was closed may still be under way for a moment, and is let through, unless the port has lately sent past its
/// gate: then it is held at once. Times are nanoseconds of CLOCK_MONOTONIC. One thread.
/// </summary>
/// <param name="holds">What the programs at the host ends read; null where there are none, then nobody is held.</param>
/// <param name="port">The port's index.</param>
internal sealed class HostEndHold(PortHolds? holds, int port)
{
    /// <summary>What is under way when the gate closes has arrived after that.</summary>
    internal const long Grace = 10_000_000;

    /// <summary>An episode ends when the container has not sent past its gate for this long; in nanoseconds.</summary>
    internal const long EpisodeEnds = 60_000_000_000;

    /// <summary>
    /// Between two frames: half of what it is in a closed gate (<see cref="RtNetlink.SetTransmitGate"/>), so that nobody who waits loses
    /// anything.
    /// </summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private long _holdAt = long.MaxValue; // not yet or no longer to be held
    private long _dropped;
    private bool _gateIsMissing;
    private long? _passedAt; // when it last sent past its gate

    /// <summary>Whether frames can be dropped at the host end.</summary>
    public bool CanHold => holds is not null;

    /// <summary>The gate was closed.</summary>
    /// <param name="now">The time.</param>
    /// <param name="gateIsMissing">Whether there is none, so that nothing waits in it.</param>
    public void Begin(long now, bool gateIsMissing)
    {
        _dropped = holds?.DroppedOf(port) ?? 0;
        _gateIsMissing = gateIsMissing;
        _holdAt = gateIsMissing || IsEpisode(now) ? now : now + Grace;
        Hold(now);
    }

    /// <summary>
    /// While the gate is closed: holds the port when it is time, and looks whether it sent past its gate, if it has one, since the last
    /// call.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="isNew">Whether that begins an episode.</param>
    public bool HasPassed(long now, out bool isNew)
    {
        Hold(now);
        long dropped = holds?.DroppedOf(port) ?? 0;
        isNew = !IsEpisode(now);
        if (dropped == _dropped || _gateIsMissing) return false;
        _dropped = dropped;
        _passedAt = now;
        return true;
    }

    /// <summary>The gate is about to be opened.</summary>
    public void End()
    {
        _holdAt = long.MaxValue;
        holds?.Release(port);
    }

    private bool IsEpisode(long now) => now - _passedAt < EpisodeEnds;

    private void Hold(long now)
    {
        if (now < _holdAt) return;
        _holdAt = long.MaxValue;
        holds?.Hold(port, s_pause);
    }
}
