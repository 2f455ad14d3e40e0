using Falcon.Engine.Options;
using Falcon.Engine.Threads;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.Budgets;

/// <summary>One port's budget: what it has spent, and whether it is throttled. Updated by one thread, read by any.</summary>
internal sealed class PortBudget : IDisposable
{
    /// <summary>Nanoseconds after which a pace ends by itself, should the thread hang.</summary>
    private const long PaceEnds = 1_000_000_000;

    /// <summary>Nanoseconds: twice what bills are late when a worker has lost its CPU for a while.</summary>
    private const double LateBills = 40_000_000;

    private readonly IPortThrottle _throttle;
    private readonly TokenBucket _bucket;
    private readonly Pacer _pacer;
    private readonly long _tolerance; // what a paced port may owe, and twice what it may leave: bills are late
    private bool _held; // nothing passes
    private bool _pacing; // it wants more than its quota
    private long _heldUntil;
    private long _droppedBefore;
    private bool _spentThisPeriod;

    /// <param name="port">The port's index.</param>
    /// <param name="options">The budget.</param>
    /// <param name="throttle">Keeps workers from spending for the port.</param>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    /// <param name="billed">What the port was billed before it had this budget, in nanoseconds.</param>
    public PortBudget(int port, BudgetOptions options, IPortThrottle throttle, long now, long billed = 0)
    {
        Port = port;
        Used = billed;
        Options = options;
        _throttle = throttle;
        _bucket = new TokenBucket(options, now);
        _pacer = new Pacer(options);
        long quota = Clock.Nanoseconds(options.Quota);
        _tolerance = Math.Max(quota, (long)(LateBills * quota / options.Period.TotalNanoseconds));
    }

    /// <summary>The port's index.</summary>
    public int Port { get; }

    public BudgetOptions Options { get; }

    /// <summary>What became of its frames from the wire, before a worker saw them.</summary>
    public ThrottleCount Counted => _throttle.Count;

    /// <summary>Whether frames are held back or dropped now.</summary>
    public bool Throttled => _held || _pacing;

    /// <summary>CPU time billed so far, in nanoseconds.</summary>
    public long Used { get; private set; }

    /// <summary>CPU time left in this period, in nanoseconds; a debt is negative.</summary>
    public long Left => _bucket.Left;

    /// <summary>Periods since the start.</summary>
    public long Periods { get; private set; }

    /// <summary>Periods in which it was throttled, if only for a moment.</summary>
    public long ThrottledPeriods { get; private set; }

    /// <summary>CPU time that it got from what others left over, in nanoseconds.</summary>
    public long Granted { get; private set; }

    /// <summary>Settles what was billed since the last time.</summary>
    /// <param name="billed">All that the port was ever billed, in nanoseconds.</param>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    /// <returns>Whether it needs watching: it spends, or is throttled.</returns>
    public bool Update(long billed, long now)
    {
        long unspent = _bucket.Left;
        BeginPeriods(_bucket.Refill(now, keepAll: _pacing), unspent);
        long spent = billed - Used;
        Used = billed;
        _bucket.Spend(spent);
        if (_pacing && spent > 0) _pacer.Learn(spent, _throttle.Count.Admitted);
        Enforce(now);
        if (_held) _throttle.Watch(now);
        return spent > 0 || Throttled;
    }

    /// <summary>Adds CPU time that was left over.</summary>
    /// <param name="nanoseconds">How much.</param>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    public void Grant(long nanoseconds, long now)
    {
        _bucket.Grant(nanoseconds);
        Granted += nanoseconds;
        Enforce(now);
    }

    /// <summary>Lets go of the port.</summary>
    public void Dispose()
    {
        if (Throttled) Release();
        _throttle.Dispose();
    }

    private void BeginPeriods(long periods, long unspent)
    {
        if (periods == 0) return;
        Periods += periods;
        _spentThisPeriod = false;
        if (Throttled) ThrottledPeriods += periods - 1; // slept through
        if (_pacing && unspent >= _tolerance / 2) Release();
    }

    // A pace is seldom met exactly. What it overspends is paid by a slower one; nothing passes only when that goes wrong.
    private void Enforce(long now)
    {
        if (_pacing ? _bucket.Left <= -_tolerance : _bucket.Empty) Hold();
        else if (_pacing || (_held && IsFlooded())) Pace(now);
        else if (_held) Release();
    }

    private void Hold()
    {
        if (!_held) _droppedBefore = _throttle.Count.Frames;
        if (!_held || _heldUntil != _bucket.PaidAt) _throttle.Throttle(_heldUntil = _bucket.PaidAt);
        _held = true;
        CountThrottledPeriod();
    }

    // What it sends waits until it may; what comes from the wire meanwhile is dropped and comes again.
    private bool IsFlooded() => _throttle.Count.Frames > _droppedBefore;

    private void Pace(long now)
    {
        if (!_pacing) _pacer.Begin(_throttle.Count.Admitted);
        _throttle.Pace(now + PaceEnds, _pacer.Next(_bucket.Ahead(now)));
        _held = false;
        _pacing = true;
        CountThrottledPeriod();
    }

    private void Release()
    {
        _throttle.Release();
        _held = false;
        _pacing = false;
    }

    private void CountThrottledPeriod()
    {
        if (!_spentThisPeriod) ThrottledPeriods++;
        _spentThisPeriod = true;
    }
}
