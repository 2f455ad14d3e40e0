using Falcon.Xsk.Programs;


namespace Falcon.Engine.Budgets;

/// <summary>Keeps the workers from spending time for a port. One thread at a time. Disposing of it lets go of the container.</summary>
internal interface IPortThrottle : IDisposable
{
    /// <summary>What became of the port's frames from the wire, before a worker saw them.</summary>
    ThrottleCount Count { get; }

    /// <summary>Lets nothing through to the port and from it; a port that is throttled already stays so until the new time.</summary>
    /// <param name="until">Nanoseconds of CLOCK_MONOTONIC; where it can, it ends then by itself.</param>
    void Throttle(long until);

    /// <summary>While nothing is let through: looks whether that is so, and sees to it.</summary>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    void Watch(long now);

    /// <summary>Lets frames from the wire through at that pace, and all others.</summary>
    /// <param name="until">As above.</param>
    /// <param name="pace">How fast.</param>
    void Pace(long until, FramePace pace);

    /// <summary>Lets frames through again.</summary>
    void Release();
}
