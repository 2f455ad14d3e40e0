using Falcon.Engine.Options;

namespace Falcon.Engine.Budgets;

/// <summary>
/// CPU time that may be spent, in nanoseconds: a quota is added each period, what is unused is kept up to one quota and the burst, what was
/// overspent is a debt that coming quotas pay first. So over time the quota is kept however late one notices. Not thread-safe.
/// </summary>
internal sealed class TokenBucket
{
    private readonly long _quota;
    private readonly long _period;
    private readonly long _capacity;
    private long _nextQuota;

    /// <summary>A bucket that holds one quota.</summary>
    /// <param name="options">Quota, period and burst.</param>
    /// <param name="now">Nanoseconds of a monotonic clock; the first period begins.</param>
    public TokenBucket(BudgetOptions options, long now)
    {
        _quota = Clock.Nanoseconds(options.Quota);
        _period = Clock.Nanoseconds(options.Period);
        _capacity = _quota + Clock.Nanoseconds(options.Burst);
        _nextQuota = now + _period;
        Left = _quota;
    }

    /// <summary>What may be spent; negative when there is a debt.</summary>
    public long Left { get; private set; }

    /// <summary>Whether nothing may be spent.</summary>
    public bool Empty => Left <= 0;

    /// <summary>While it is empty: when coming quotas will have paid the debt, if nothing is spent till then.</summary>
    public long PaidAt => _nextQuota + -Left / _quota * _period;

    /// <summary>Takes what was spent.</summary>
    public void Spend(long nanoseconds) => Left -= nanoseconds;

    /// <summary>Adds what somebody else left over.</summary>
    public void Grant(long nanoseconds) => Left = Math.Min(Left + nanoseconds, _capacity);

    /// <summary>Adds the quotas that have become due.</summary>
    /// <returns>How many periods began.</returns>
    public long Refill(long now)
    {
        if (now < _nextQuota) return 0;
        long periods = (now - _nextQuota) / _period + 1;
        _nextQuota += periods * _period;
        Left = Math.Min(Left + periods * _quota, _capacity);
        return periods;
    }
}
