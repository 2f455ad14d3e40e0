using Falcon.Engine.Options;
using Falcon.Engine.Threads;

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

    /// <summary>How far what is left is ahead of a quota that is spent evenly; negative when behind.</summary>
    public long Ahead(long now) => Left - (long)((double)_quota / _period * (_nextQuota - now));

    /// <summary>Takes what was spent.</summary>
    public void Spend(long nanoseconds) => Left -= nanoseconds;

    /// <summary>
    /// Adds what somebody else left over. What is still there of the last time is not kept beyond what may be kept of its own.
    /// </summary>
    public void Grant(long nanoseconds) => Left = Math.Min(Left, _capacity) + nanoseconds;

    /// <summary>Adds the quotas that have become due.</summary>
    /// <param name="now">Nanoseconds of the clock.</param>
    /// <param name="keepAll">Whether the unused is kept, all of it for now: it may only not be billed yet.</param>
    /// <returns>How many periods began.</returns>
    public long Refill(long now, bool keepAll = false)
    {
        if (now < _nextQuota) return 0;
        long periods = (now - _nextQuota) / _period + 1;
        _nextQuota += periods * _period;
        Left += periods * _quota;
        if (!keepAll) Left = Math.Min(Left, _capacity);
        return periods;
    }
}
