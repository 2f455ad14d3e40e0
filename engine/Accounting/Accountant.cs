using System.Diagnostics;
using System.Runtime.CompilerServices;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Accounting;

/// <summary>
/// Bills one worker's time to accounts and regimes (Iron, NSDI'18). Timestamps are chained: the end of one bracket is the start of the
/// next, so no time is lost. Wall time only divides an interval of a few milliseconds. Published is the thread's CPU time, divided in the
/// proportions of the brackets, so that bills + regimes = CPU time. The worker writes; any thread may read without stopping it. Softirqs
/// that interrupt the worker for others have payers of their own: they are in no bracket, and not in that CPU time.
/// </summary>
/// <remarks>
/// A preempted bracket is longer than its work. A suspiciously long bracket is compared with the CPU clock at once, and the time in which
/// the thread did not run is subtracted from it. Preemption in shorter brackets is subtracted from the whole interval in proportion.
/// </remarks>
public sealed class Accountant
{
    /// <summary>Nanoseconds between two publications: short enough for budgets, long enough to pay for the system call.</summary>
    private const long Interval = 5_000_000;

    /// <summary>Nanoseconds from which a bracket is worth a system call. A scheduler's time slice is far longer.</summary>
    private const long Suspicious = 100_000;

    private readonly Func<long> _cpuClock;
    private readonly Func<long>? _softirqs;
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
    private long _softirqsLeftOut; // of the brackets
    private long _softirqsSettled;
    private long _lost;
    private long _version;

    /// <summary>Makes empty accounts. The arrays are large, but only the pages of billed accounts take memory.</summary>
    /// <param name="cpuClock">Reads the worker thread's CPU time in nanoseconds; called rarely, and on that thread only.</param>
    /// <param name="softirqs">
    /// Reads the nanoseconds of softirqs that interrupted the thread and have payers; called often, and on that thread only. Null: those
    /// are not measured.
    /// </param>
    public Accountant(Func<long> cpuClock, Func<long>? softirqs = null)
    {
        _cpuClock = cpuClock;
        _softirqs = softirqs;
        _interval = new Ledger(Accounts.Count);
        _bills = new Ledger(Accounts.Count);
        _biller = new BatchBiller(Accounts.Count, _interval);
    }

    /// <summary>The thread's CPU time up to the last publication. Any thread.</summary>
    public long CpuNanoseconds => Volatile.Read(ref _cpuSettled);

    /// <summary>Nanoseconds within brackets in which the thread did not run, because something else had its CPU. Any thread.</summary>
    public long LostNanoseconds => Volatile.Read(ref _lost);

    /// <summary>
    /// The nanoseconds this worker has billed to an account so far, over all stages; some milliseconds old. Any thread, no system call, no
    /// lock.
    /// </summary>
    public long BilledNanoseconds(int account) => Ledger.Sum(_bills.Of(account));

    /// <summary>The number of publications so far. Any thread.</summary>
    public long Publications => Volatile.Read(ref _version) >> 1;

    /// <summary>
    /// Adds what this worker has billed to an account so far to <paramref name="stages"/>, nanoseconds by stage. Any thread.
    /// </summary>
    internal void AddBills(int account, Span<long> stages)
    {
        ReadOnlySpan<long> own = _bills.Of(account);
        for (int stage = 0; stage < stages.Length; stage++) stages[stage] += own[stage];
    }

    /// <summary>Adds this worker's published bills, all of one moment, to a sum over workers. Any thread except the worker's.</summary>
    public void AddTo(BillTotals totals)
    {
        ArgumentNullException.ThrowIfNull(totals);
        BillTotals own = totals.Empty();
        var spinner = new SpinWait();
        long version;
        do
        {
            while (((version = Volatile.Read(ref _version)) & 1) != 0) spinner.SpinOnce(); // the worker is writing
            own.CopyFrom(_bills, CpuNanoseconds, Volatile.Read(ref _softirqsSettled), LostNanoseconds);
            Volatile.ReadBarrier();
        }
        while (_version != version);
        totals.Add(own);
    }

    /// <summary>Begins a turn. The time since the last bracket belongs to the worker's loop.</summary>
    /// <param name="now">A timestamp of <see cref="Stopwatch.GetTimestamp"/>.</param>
    internal void BeginTurn(long now)
    {
        if (_begun) _interval.Add(Regime.Bookkeeping, Lap(now));
        else Begin(now);
    }

    /// <summary>Call before a stage runs over a batch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Open(StageDescriptor stage, ReadOnlySpan<Frame> frames) => _biller.Open(stage, frames);

    /// <summary>Call after a stage has run: bills the time since the last bracket to the payers of the batch.</summary>
    internal void Close(StageDescriptor stage, ReadOnlySpan<Frame> frames, long now) => _biller.Close(stage, frames, Lap(now));

    /// <summary>Bridge calls this to say whether one account pays for its whole last batch.</summary>
    internal void NoteBridged(bool forOne) => _biller.NoteBridged(forOne);

    /// <summary>
    /// Begins the part of a turn that carries what containers sent. It runs apart from the frames from the wire, so the payer of the one
    /// says nothing about the other. <see cref="EndContainers"/> ends it.
    /// </summary>
    internal void BeginContainers() => _biller.BeginContainers();

    /// <summary>Ends the containers' part: returns to frames from the wire.</summary>
    internal void EndContainers() => _biller.EndContainers();

    /// <summary>
    /// Notes that frames of other payers may have joined the queues behind Bridge: other workers' frames, copies, answers.
    /// </summary>
    internal void NoteOthers() => _biller.NoteOthers();

    /// <summary>Bills the time since the last bracket to one account, as work of a stage.</summary>
    internal void Charge(ushort account, StageId stage, long now) => _interval.Add(account, stage, Lap(now));

    /// <summary>Bills the time since the last bracket to a regime.</summary>
    internal void Charge(Regime regime, long now) => _interval.Add(regime, Lap(now));

    /// <summary>Ends a turn with its flush.</summary>
    /// <param name="taken">Frames taken in the turn. The flush of a turn that took none counts as an empty poll.</param>
    /// <param name="now">A timestamp.</param>
    internal void EndTurn(int taken, long now)
    {
        _biller.CloseTurn();
        Charge(taken == 0 ? Regime.EmptyPolls : Regime.Flush, now);
        if (now - _settledAt >= Interval) Settle();
    }

    /// <summary>
    /// Publishes what was billed since the last time, scaled to the thread's CPU time. Call it before the worker blocks; otherwise the
    /// turns call it.
    /// </summary>
    internal void Settle()
    {
        long cpu = _cpuClock();
        long softirqs = Math.Min(SoftirqsSince(_softirqsSettled), cpu - _cpuSettled);
        long spent = cpu - _cpuSettled - softirqs;
        long billed = _interval.Total();
        double scale = billed > spent ? (double)spent / billed : 1;
        Volatile.Write(ref _version, _version + 1);
        Volatile.WriteBarrier();
        long left = spent - Publish(scale);
        // CPU time outside all brackets: falling asleep and waking up, if the worker did so
        _bills.Add(_wasAway ? Regime.Blocked : Regime.Bookkeeping, left);
        _cpuSettled = cpu;
        _softirqsSettled += softirqs;
        _lost += Math.Max(0, billed - spent);
        Volatile.Write(ref _version, _version + 1);

        _interval.Clear();
        _biller.Solve();
        _wasAway = false;
        _settledAt = _cpuReadAt = _mark;
        _cpuRead = cpu;
    }

    /// <summary>
    /// Notes that the worker has slept or yielded since the last bracket: no account pays for that time. The interval goes on, because
    /// blocking and waking take CPU time too. For a worker that blocks often they are most of the interval.
    /// </summary>
    internal void Return(long now)
    {
        _cpuReadAt += now - _mark;
        _mark = now;
        _softirqsLeftOut += SoftirqsSince(_softirqsLeftOut);
        _wasAway = true;
    }

    private void Begin(long now)
    {
        _begun = true;
        _mark = _settledAt = _cpuReadAt = now;
        _cpuRead = _cpuClock();
        _softirqsLeftOut = SoftirqsSince(0);
    }

    /// <summary>The time since the last bracket ended, less the time in which the thread cannot have run.</summary>
    private long Lap(long now)
    {
        long bracket = now - _mark;
        _mark = now;
        if (bracket >= Suspicious) bracket = WithoutPreemption(bracket, now);
        return _softirqs is null ? bracket : WithoutSoftirqs(bracket);
    }

    /// <summary>One that came just after <c>now</c> was read is in the next bracket: so what does not fit is left for that.</summary>
    private long WithoutSoftirqs(long bracket)
    {
        long softirqs = Math.Min(SoftirqsSince(_softirqsLeftOut), bracket);
        _softirqsLeftOut += softirqs;
        return bracket - softirqs;
    }

    private long SoftirqsSince(long before) => _softirqs is null ? 0 : _softirqs() - before;

    private long WithoutPreemption(long bracket, long now)
    {
        long cpu = _cpuClock();
        long lost = Math.Min(now - _cpuReadAt - (cpu - _cpuRead), bracket);
        _cpuReadAt = now;
        _cpuRead = cpu;
        if (lost < Suspicious) return bracket; // may have been lost in any bracket since the last check: left to the scaling
        Volatile.Write(ref _lost, _lost + lost);
        return bracket - lost;
    }

    /// <summary>Adds the interval's sums to the bills.</summary>
    /// <returns>The nanoseconds added.</returns>
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
