using Falcon.Xsk.Programs;


namespace Falcon.Engine.Budgets;

/// <summary>Keeps the workers from spending time for a port. One thread at a time. Disposing releases the container.</summary>
internal interface IPortThrottle : IDisposable
{
    /// <summary>Counts the port's frames from the wire, admitted and dropped, before a worker saw them.</summary>
    ThrottleCount Count { get; }

    /// <summary>Stops all frames to and from the port. A port that is throttled already stays so until the new time.</summary>
    /// <param name="until">Nanoseconds of CLOCK_MONOTONIC; the throttle ends then by itself where it can.</param>
    void Throttle(long until);

    /// <summary>Call while the port is throttled: checks that nothing passes, and restores the throttle if something does.</summary>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    void Watch(long now);

    /// <summary>Limits frames from the wire to a pace; all other frames pass.</summary>
    /// <param name="until">Nanoseconds of CLOCK_MONOTONIC; the pace ends then by itself.</param>
    /// <param name="pace">The pace.</param>
    void Pace(long until, FramePace pace);

    /// <summary>Lets frames through again.</summary>
    void Release();
}
