namespace Falcon.Engine.Budgets;

/// <summary>
/// Divides the CPU time that the workers have left over among the ports that want more than their quota, by their shares. Left over is time
/// that neither other programs nor the bills of ports and overlays used. What was granted from it the last time counts as left over again;
/// otherwise a port would get it only every other time. Not thread-safe.
/// </summary>
internal sealed class LeftOver(int workers)
{
    private long _since;
    private long _billed;
    private long _lost;
    private long _granted;

    /// <summary>Divides what was left over since the last call.</summary>
    /// <param name="budgets">The budgets that may get some of it.</param>
    /// <param name="now">Nanoseconds of a monotonic clock.</param>
    /// <param name="billed">Nanoseconds billed to all ports and overlays so far.</param>
    /// <param name="lost">Nanoseconds for which something else had the workers' CPUs so far.</param>
    public void Divide(IReadOnlyList<PortBudget> budgets, long now, long billed, long lost)
    {
        long left = workers * (now - _since) - (billed - _billed) - (lost - _lost) + _granted;
        bool first = _since == 0;
        (_since, _billed, _lost, _granted) = (now, billed, lost, 0);
        if (first || left <= 0) return;

        long shares = 0;
        foreach (PortBudget budget in budgets) shares += SharesOf(budget);
        if (shares == 0) return;
        foreach (PortBudget budget in budgets)
        {
            long grant = (long)((double)left * SharesOf(budget) / shares);
            if (grant == 0) continue;
            budget.Grant(grant, now);
            _granted += grant;
        }
    }

    private static int SharesOf(PortBudget budget) => budget.Throttled ? budget.Options.Shares : 0;
}
