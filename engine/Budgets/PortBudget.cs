using Falcon.Engine.Options;

namespace Falcon.Engine.Budgets;

/// <summary>One port's budget: what it has spent, and whether it is throttled. Updated by one thread, read by any.</summary>
internal sealed class PortBudget
{
    private readonly IPortThrottle _throttle;
    private readonly TokenBucket _bucket;
    private long _throttledUntil;
    private bool _spentThisPeriod;

    public PortBudget(int port, BudgetOptions options, IPortThrottle throttle, long now)
    {
        Port = port;
        Options = options;
        _throttle = throttle;
        _bucket = new TokenBucket(options, now);
    }

    /// <summary>The port's index.</summary>
    public int Port { get; }

    public BudgetOptions Options { get; }

    /// <summary>Whether frames are held back or dropped now.</summary>
    public bool Throttled { get; private set; }

    /// <summary>CPU time billed so far, in nanoseconds.</summary>
    public long Used { get; private set; }

    /// <summary>CPU time left in this period, in nanoseconds; a debt is negative.</summary>
    public long Left => _bucket.Left;

    /// <summary>Periods since the start.</summary>
    public long Periods { get; private set; }

    /// <summary>Periods in which it was throttled, be it for a moment.</summary>
    public long ThrottledPeriods { get; private set; }

    /// <summary>CPU time that it got from what others left over, in nanoseconds.</summary>
    public long Granted { get; private set; }

    /// <summary>Settles what was billed since the last time.</summary>
    /// <param name="billed">All that the port was ever billed, in nanoseconds.</param>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    /// <returns>Whether it needs watching: it spends, or is throttled.</returns>
    public bool Update(long billed, long now)
    {
        BeginPeriods(_bucket.Refill(now));
        long spent = billed - Used;
        Used = billed;
        _bucket.Spend(spent);
        Enforce();
        return spent > 0 || Throttled;
    }

    /// <summary>Adds CPU time that was left over.</summary>
    public void Grant(long nanoseconds)
    {
        _bucket.Grant(nanoseconds);
        Granted += nanoseconds;
        Enforce();
    }

    private void BeginPeriods(long periods)
    {
        if (periods == 0) return;
        Periods += periods;
        _spentThisPeriod = false;
        if (Throttled) ThrottledPeriods += periods - 1; // slept through
    }

    private void Enforce()
    {
        if (_bucket.Empty)
        {
            if (!Throttled || _throttledUntil != _bucket.PaidAt) _throttle.Throttle(Port, _throttledUntil = _bucket.PaidAt);
            Throttled = true;
            if (!_spentThisPeriod) ThrottledPeriods++;
            _spentThisPeriod = true;
        }
        else if (Throttled)
        {
            Throttled = false;
            _throttle.Release(Port);
        }
    }
}
