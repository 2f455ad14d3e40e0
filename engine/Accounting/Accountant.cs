using System.Diagnostics;
using System.Runtime.CompilerServices;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Accounting;

/// <summary>
/// Bills one worker's time to accounts and regimes (Iron, NSDI'18). Timestamps are chained: the end of one bracket is the start of the
/// next, so nothing is left out. Wall time is only the measure within an interval of a few milliseconds: what is published is the thread's
/// CPU time, divided in the brackets' proportions, so that bills + regimes = CPU time. Written by the worker, read by anyone without
/// stopping it.
/// </summary>
/// <remarks>
/// A preempted bracket is longer than its work. One that took suspiciously long is held against the CPU clock at once, and the time in
/// which the thread did not run is taken out of it; what hides in shorter brackets is taken out of all of the interval alike.
/// </remarks>
public sealed class Accountant
{
    /// <summary>
    /// Between two publications, in nanoseconds: fresh enough for budgets, rare enough for the system call that it takes.
    /// </summary>
    private const long Interval = 5_000_000;

    /// <summary>A bracket this long is worth a system call; a scheduler's time slice is far longer.</summary>
    private const long Suspicious = 100_000;

    private readonly Func<long> _cpuClock;
    private readonly Ledger _interval;
    private readonly Ledger _bills;
    private readonly BatchBiller _biller;
    private bool _begun;
    private bool _wasAway;
    private long _mark;
    private long _cpuReadAt;
    private long _cpuRead;
    private long _settledAt;
    private long _cpuSettled;
    private long _lost;
    private long _version;

    /// <summary>Makes empty accounts. Of their large arrays only the pages of accounts that are billed take memory.</summary>
    /// <param name="cpuClock">The worker thread's CPU time in nanoseconds; called on that thread, seldom.</param>
    public Accountant(Func<long> cpuClock)
    {
        _cpuClock = cpuClock;
        _interval = new Ledger(Accounts.Count);
        _bills = new Ledger(Accounts.Count);
        _biller = new BatchBiller(Accounts.Count, _interval);
    }

    /// <summary>The thread's CPU time up to the last publication. Any thread.</summary>
    public long CpuNanoseconds => Volatile.Read(ref _cpuSettled);

    /// <summary>Time within brackets in which the thread did not run: others had its CPU. Any thread.</summary>
    public long LostNanoseconds => Volatile.Read(ref _lost);

    /// <summary>
    /// What an account has been billed by this worker so far, all stages; some milliseconds old. Any thread, no system call, no lock.
    /// </summary>
    public long BilledNanoseconds(int account) => Ledger.Sum(_bills.Of(account));

    /// <summary>How often it has published. Any thread.</summary>
    public long Publications => Volatile.Read(ref _version) >> 1;

    /// <summary>Adds what an account has been billed by this worker so far to a sum by stage. Any thread.</summary>
    internal void AddBills(int account, Span<long> stages)
    {
        ReadOnlySpan<long> own = _bills.Of(account);
        for (int stage = 0; stage < stages.Length; stage++) stages[stage] += own[stage];
    }

    /// <summary>Adds what this worker has published to a sum over workers, all of it of one moment. Any thread but the worker's.</summary>
    public void AddTo(BillTotals totals)
    {
        ArgumentNullException.ThrowIfNull(totals);
        BillTotals own = totals.Empty();
        var spinner = new SpinWait();
        long version;
        do
        {
            while (((version = Volatile.Read(ref _version)) & 1) != 0) spinner.SpinOnce(); // it is being written to
            own.CopyFrom(_bills, CpuNanoseconds, LostNanoseconds);
            Volatile.ReadBarrier();
        }
        while (_version != version);
        totals.Add(own);
    }

    /// <summary>A turn begins; the time since the last bracket was the worker's loop.</summary>
    /// <param name="now">A timestamp (<see cref="Stopwatch.GetTimestamp"/>).</param>
    internal void BeginTurn(long now)
    {
        if (_begun) _interval.Add(Regime.Bookkeeping, Lap(now));
        else Begin(now);
    }

    /// <summary>Before a stage runs over a batch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Open(StageDescriptor stage, ReadOnlySpan<Frame> frames) => _biller.Open(stage, frames);

    /// <summary>After it has run: the time since the last bracket goes to those who pay for the batch.</summary>
    internal void Close(StageDescriptor stage, ReadOnlySpan<Frame> frames, long now) => _biller.Close(stage, frames, Lap(now));

    /// <summary>Bridge says whether one account pays for all of the batch that it has just been through.</summary>
    internal void NoteBridged(bool forOne) => _biller.NoteBridged(forOne);

    /// <summary>
    /// What containers sent goes all its way before what waits from the wire, or behind it: who pays for the one says nothing about the
    /// other.
    /// <see cref="EndContainers"/> ends it.
    /// </summary>
    internal void BeginContainers() => _biller.BeginContainers();

    /// <summary>Back to what waits from the wire.</summary>
    internal void EndContainers() => _biller.EndContainers();

    /// <summary>Frames have joined what waits behind Bridge that others may pay for: other workers', copies, answers.</summary>
    internal void NoteOthers() => _biller.NoteOthers();

    /// <summary>The time since the last bracket was a stage's work for one account.</summary>
    internal void Charge(ushort account, StageId stage, long now) => _interval.Add(account, stage, Lap(now));

    /// <summary>The time since the last bracket was no stage's.</summary>
    internal void Charge(Regime regime, long now) => _interval.Add(regime, Lap(now));

    /// <summary>A turn ends with the flush.</summary>
    /// <param name="taken">Frames it took; the flush of a turn that took none is part of the empty poll.</param>
    /// <param name="now">A timestamp.</param>
    internal void EndTurn(int taken, long now)
    {
        _biller.CloseTurn();
        Charge(taken == 0 ? Regime.EmptyPolls : Regime.Flush, now);
        if (now - _settledAt >= Interval) Settle();
    }

    /// <summary>
    /// Publishes what was billed since the last time, calibrated to the thread's CPU time. Before the worker blocks; else turns see to it.
    /// </summary>
    internal void Settle()
    {
        long cpu = _cpuClock();
        long spent = cpu - _cpuSettled;
        long billed = _interval.Total();
        double scale = billed > spent ? (double)spent / billed : 1;
        Volatile.Write(ref _version, _version + 1);
        Volatile.WriteBarrier();
        long left = spent - Publish(scale);
        // CPU time outside all brackets: of falling asleep and waking up, where that happened.
        _bills.Add(_wasAway ? Regime.Blocked : Regime.Bookkeeping, left);
        _cpuSettled = cpu;
        _lost += Math.Max(0, billed - spent);
        Volatile.Write(ref _version, _version + 1);

        _interval.Clear();
        _biller.Solve();
        _wasAway = false;
        _settledAt = _cpuReadAt = _mark;
        _cpuRead = cpu;
    }

    /// <summary>
    /// The worker has slept, or given way to others, since the last bracket: no account pays for that time. The interval goes on meanwhile:
    /// going away and coming back take CPU time too, and of a worker that does so all the time they are most of what is to be published.
    /// </summary>
    internal void Return(long now)
    {
        _cpuReadAt += now - _mark;
        _mark = now;
        _wasAway = true;
    }

    private void Begin(long now)
    {
        _begun = true;
        _mark = _settledAt = _cpuReadAt = now;
        _cpuRead = _cpuClock();
    }

    /// <summary>The time since the last bracket ended, as far as the thread can have run.</summary>
    private long Lap(long now)
    {
        long bracket = now - _mark;
        _mark = now;
        return bracket < Suspicious ? bracket : WithoutPreemption(bracket, now);
    }

    private long WithoutPreemption(long bracket, long now)
    {
        long cpu = _cpuClock();
        long lost = Math.Min(now - _cpuReadAt - (cpu - _cpuRead), bracket);
        _cpuReadAt = now;
        _cpuRead = cpu;
        if (lost < Suspicious) return bracket; // may have been lost in any bracket since the last look: left to the calibration
        Volatile.Write(ref _lost, _lost + lost);
        return bracket - lost;
    }

    /// <summary>Adds the interval's sums to the bills.</summary>
    /// <returns>How much that was.</returns>
    private long Publish(double scale)
    {
        long published = 0;
        foreach (ushort account in _interval.TouchedAccounts)
        {
            ReadOnlySpan<long> stages = _interval.Of(account);
            for (int stage = 0; stage < stages.Length; stage++)
            {
                long scaled = (long)(stages[stage] * scale);
                _bills.Add(account, (StageId)stage, scaled);
                published += scaled;
            }
        }

        for (int regime = 0; regime < _interval.Regimes.Length; regime++)
        {
            long scaled = (long)(_interval.Regimes[regime] * scale);
            _bills.Add((Regime)regime, scaled);
            published += scaled;
        }

        return published;
    }
}
