using Falcon.Engine.Options;
using Falcon.Engine.Threads;

namespace Falcon.Engine.Budgets;

/// <summary>
/// CPU time that may be spent, in nanoseconds. Each period adds a quota. Unused time is kept, up to one quota and the burst. Overspent time
/// is a debt that later quotas pay first, so that over time the quota holds however late the spending is noticed. Not thread-safe.
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

    /// <summary>The nanoseconds left; negative while there is a debt.</summary>
    public long Left { get; private set; }

    /// <summary>Whether nothing is left.</summary>
    public bool Empty => Left <= 0;

    /// <summary>While empty: when later quotas will have paid the debt, if nothing more is spent.</summary>
    public long PaidAt => _nextQuota + -Left / _quota * _period;

    /// <summary>How far <see cref="Left"/> is ahead of an evenly spent quota, in nanoseconds; negative when behind.</summary>
    public long Ahead(long now) => Left - (long)((double)_quota / _period * (_nextQuota - now));

    /// <summary>Spends nanoseconds.</summary>
    public void Spend(long nanoseconds) => Left -= nanoseconds;

    /// <summary>
    /// Adds CPU time that others left over. Of an earlier grant, only as much is kept as the bucket may keep of its own quota.
    /// </summary>
    public void Grant(long nanoseconds) => Left = Math.Min(Left, _capacity) + nanoseconds;

    /// <summary>Adds the quotas that are due.</summary>
    /// <param name="now">Nanoseconds of the clock.</param>
    /// <param name="keepAll">Whether to keep all unused time for now, because it may be spent but not billed yet.</param>
    /// <returns>The number of periods that began.</returns>
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
