namespace Falcon.Engine.Budgets;

/// <summary>The CPU time of the workers, and of the kernel for the ports, in nanoseconds. Some milliseconds old. Any thread.</summary>
internal interface IBills
{
    /// <summary>The number of workers.</summary>
    int Workers { get; }

    /// <summary>The workers' CPU time that is billed to all ports and overlays so far, or was taken by the kernel for payers.</summary>
    long AllBilledNanoseconds { get; }

    /// <summary>The time for which something else had the workers' CPUs.</summary>
    long LostNanoseconds { get; }

    /// <summary>The CPU time billed to a port so far, over all workers and the kernel.</summary>
    long BilledNanoseconds(int port);
}
