namespace Falcon.Engine.Budgets;

/// <summary>What the workers have spent, and for whom. Any thread; some milliseconds old.</summary>
internal interface IBills
{
    /// <summary>How many workers there are.</summary>
    int Workers { get; }

    /// <summary>CPU time that all ports and overlays were ever billed.</summary>
    long AllBilledNanoseconds { get; }

    /// <summary>Time for which others ever had the workers' CPUs.</summary>
    long LostNanoseconds { get; }

    /// <summary>CPU time that a port was ever billed, over all workers.</summary>
    long BilledNanoseconds(int port);
}
