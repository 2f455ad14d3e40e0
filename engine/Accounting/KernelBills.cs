namespace Falcon.Engine.Accounting;

/// <summary>
/// The kernel's part of the bills: the softirqs of both paths, by account. The kernel's programs number payers as <see cref="Accounts"/>
/// do; overlays have none. The sums only grow, and are read without system calls. Any thread.
/// </summary>
/// <param name="of">Reads the nanoseconds of the host or a port.</param>
/// <param name="overWorkers">Reads the nanoseconds of all payers that interrupted workers.</param>
internal sealed class KernelBills(Func<int, long> of, Func<long> overWorkers)
{
    /// <summary>The part that the workers' CPU time has as well.</summary>
    public long OverWorkers => overWorkers();

    /// <summary>The nanoseconds billed to an account so far.</summary>
    public long Of(int account) => Accounts.OverlayOf(account) < 0 ? of(account) : 0;
}
