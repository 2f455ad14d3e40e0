namespace Falcon.Engine.Budgets;

/// <summary>Keeps the workers from spending time for a port. Called by one thread.</summary>
internal interface IPortThrottle
{
    /// <summary>Lets nothing through to the port and from it; a port that is throttled already stays so until the new time.</summary>
    /// <param name="port">The port's index.</param>
    /// <param name="until">Nanoseconds of CLOCK_MONOTONIC; where it can, it ends then by itself.</param>
    void Throttle(int port, long until);

    /// <summary>Lets frames through again.</summary>
    void Release(int port);
}
