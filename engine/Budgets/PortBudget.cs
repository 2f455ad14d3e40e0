using Falcon.Engine.Options;
using Falcon.Engine.Threads;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.Budgets;

/// <summary>
/// One port's budget: what the port has spent, and whether it is throttled. One thread updates it; any thread may read it.
/// </summary>
internal sealed class PortBudget : IDisposable
{
    /// <summary>Nanoseconds after which a pace ends by itself, in case the thread hangs.</summary>
    private const long PaceEnds = 1_000_000_000;

    /// <summary>Nanoseconds: twice the delay of bills when a worker has lost its CPU for a while.</summary>
    private const double LateBills = 40_000_000;

    private readonly IPortThrottle _throttle;
    private readonly TokenBucket _bucket;
    private readonly Pacer _pacer;
    private readonly long _tolerance; // the most a paced port may owe, and twice the most it may leave: bills are late
    private bool _held; // nothing passes
    private bool _pacing; // it wants more than its quota
    private long _heldUntil;
    private long _droppedBefore;
    private bool _spentThisPeriod;

    /// <param name="port">The port's index.</param>
    /// <param name="options">The budget.</param>
    /// <param name="throttle">Throttles the port.</param>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    /// <param name="billed">Nanoseconds billed to the port before it got this budget.</param>
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

    /// <summary>Counts the port's frames from the wire, before a worker saw them.</summary>
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

    /// <summary>Spends what was billed since the last call, and throttles or releases the port.</summary>
    /// <param name="billed">Nanoseconds billed to the port so far.</param>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    /// <returns>Whether the port needs watching: it spends, or is throttled.</returns>
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
    /// <param name="nanoseconds">The CPU time granted.</param>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    public void Grant(long nanoseconds, long now)
    {
        _bucket.Grant(nanoseconds);
        Granted += nanoseconds;
        Enforce(now);
    }

    /// <summary>Releases the port.</summary>
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
        if (Throttled) ThrottledPeriods += periods - 1; // the periods between two updates
        if (_pacing && unspent >= _tolerance / 2) Release();
    }

    // A pace is rarely met exactly. A slower pace pays back what was overspent; the port is stopped only when that fails.
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

    // What the container sends waits until it may go; frames from the wire are dropped and come again.
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
