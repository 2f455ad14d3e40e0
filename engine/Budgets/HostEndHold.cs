using Falcon.Xsk.Links;
using Falcon.Xsk.Programs;


namespace Falcon.Engine.Budgets;

/// <summary>
/// Holds a port at its host end while its transmit gate is closed, and notices when the container sends past the gate: more frames than a
/// closed gate lets through. Frames that left before the gate closed may still be under way. They pass for a short time, unless the
/// container has recently sent past its gate: then the hold starts at once. Times are nanoseconds of CLOCK_MONOTONIC. Used by one thread.
/// </summary>
/// <param name="holds">
/// The holds that the programs at the host ends read; null where there are no such programs, then no port is held.
/// </param>
/// <param name="port">The port's index.</param>
internal sealed class HostEndHold(PortHolds? holds, int port)
{
    /// <summary>Nanoseconds after which the frames under way at the closing have arrived.</summary>
    internal const long Grace = 10_000_000;

    /// <summary>Nanoseconds without a frame past the gate after which an episode ends.</summary>
    internal const long EpisodeEnds = 60_000_000_000;

    /// <summary>
    /// The time between two frames that pass the hold. It is half of what a closed gate allows (<see cref="RtNetlink.SetTransmitGate"/>),
    /// so a container that respects its gate loses nothing.
    /// </summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private long _holdAt = long.MaxValue; // not to be held, or held already
    private long _dropped;
    private bool _gateIsMissing;
    private long? _passedAt; // when the container last sent past its gate

    /// <summary>Whether frames can be dropped at the host end.</summary>
    public bool CanHold => holds is not null;

    /// <summary>Call after the gate has closed.</summary>
    /// <param name="now">The time.</param>
    /// <param name="gateIsMissing">Whether the container has no gate, so that nothing waits there.</param>
    public void Begin(long now, bool gateIsMissing)
    {
        _dropped = holds?.DroppedOf(port) ?? 0;
        _gateIsMissing = gateIsMissing;
        _holdAt = gateIsMissing || IsEpisode(now) ? now : now + Grace;
        Hold(now);
    }

    /// <summary>
    /// Call while the gate is closed: starts the hold when it is due, and checks whether the container has sent past its gate since the
    /// last call. Without a gate it has not.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="isNew">Whether a new episode begins.</param>
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

    /// <summary>Call before the gate opens.</summary>
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
