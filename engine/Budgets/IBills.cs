namespace Falcon.Engine.Budgets;

/// <summary>The CPU time that the workers have spent, in nanoseconds. Some milliseconds old. Any thread.</summary>
internal interface IBills
{
    /// <summary>The number of workers.</summary>
    int Workers { get; }

    /// <summary>The CPU time billed to all ports and overlays so far.</summary>
    long AllBilledNanoseconds { get; }

    /// <summary>The time for which something else had the workers' CPUs.</summary>
    long LostNanoseconds { get; }

    /// <summary>The CPU time billed to a port so far, over all workers.</summary>
    long BilledNanoseconds(int port);
}
