using Falcon.Steering.Routing;

namespace Falcon.Steering.Balancing;

/// <summary>
/// Decides which worker runs each bucket's stages, from measured load and measured stage costs. Everything starts inline and stays inline
/// while no worker is above the load threshold. A hot worker's buckets are spread. They return when every worker would be below the low
/// watermark inline, or when all CPUs are busy with work that cannot move. One control thread; workers only read the
/// <see cref="Placement"/>.
/// </summary>
public sealed class Balancer
{
    /// <summary>The time between two decisions. Loads need it to settle after the last one.</summary>
    public static readonly TimeSpan DecisionInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>After this time a measurement counts half.</summary>
    public static readonly TimeSpan LoadHalfLife = TimeSpan.FromMilliseconds(10);

    /// <summary>Saturation is over when a worker's load is this far below the threshold. Share of a CPU.</summary>
    private const double Hysteresis = 0.05;

    /// <summary>From this load by others on, they would use whatever the worker leaves. Share of a CPU.</summary>
    private const double Contended = 0.15;

    private readonly IReadOnlyList<WorkerLoad> _workers;
    private readonly Placement _placement;
    private readonly SteeringOptions _options;
    private readonly LoadAverage[] _busy;
    private readonly LoadAverage[] _foreign;
    private readonly long[] _busyBefore;
    private readonly bool[] _isHot;
    private readonly double[] _loads;
    private readonly TrafficMeter _traffic;
    private readonly LoadModel _model;
    private readonly Mover _mover;
    private readonly Splitter _splitter;
    private readonly Hasher _hasher;
    private readonly Dealing _dealing;
    private readonly Lasting _low;
    private readonly Lasting _saturated;
    private readonly Lasting _relieved;
    private TimeSpan? _lastTick;
    private TimeSpan _lastDecision;
    private TimeSpan _splitAgain;

    /// <summary>Starts to control a placement.</summary>
    /// <param name="placement">Only this object may write it.</param>
    /// <param name="workers">The counters of each worker.</param>
    /// <param name="options">The policy.</param>
    public Balancer(Placement placement, IReadOnlyList<WorkerLoad> workers, SteeringOptions options)
    {
        _placement = placement;
        _workers = workers;
        _options = options;
        _busy = [.. workers.Select(_ => new LoadAverage(LoadHalfLife))];
        _foreign = [.. workers.Select(_ => new LoadAverage(LoadHalfLife))];
        _busyBefore = new long[workers.Count];
        _isHot = new bool[workers.Count];
        _loads = new double[workers.Count];
        _traffic = new TrafficMeter(workers, placement.Buckets);
        _model = new LoadModel(workers.Count, _traffic, options.HandOffNanoseconds);
        _mover = new Mover(placement, options, Counters);
        _splitter = new Splitter(placement, options, _traffic, _model, _mover);
        _hasher = new Hasher(placement, options, _mover);
        _dealing = new Dealing(options);
        _low = new Lasting(options.Dwell);
        _saturated = new Lasting(options.Dwell);
        _relieved = new Lasting(options.Dwell);
    }

    /// <summary>The current mode. Any thread.</summary>
    public SteeringMode Mode { get; private set; }

    /// <summary>Whether the flows of containers go to all workers instead of the first only. Any thread.</summary>
    public bool Spreads => _dealing.Spreads;

    /// <summary>What it has done. Any thread.</summary>
    public BalancerCounters Counters { get; } = new();

    /// <summary>A worker's recent load: the share of its CPU, 0 to 1, that it and others used. Any thread.</summary>
    public double LoadOf(int worker) => Volatile.Read(ref _loads[worker]);

    /// <summary>
    /// Measures, and decides when it is time. Call it once per <see cref="DecisionInterval"/> or more often; the intervals may differ.
    /// </summary>
    /// <param name="now">A monotonic clock.</param>
    /// <param name="foreign">
    /// For each worker, the share of its CPU, 0 to 1, that others used since the last call, such as softirqs and containers: all time that
    /// is neither idle nor this worker's. Empty if unknown.
    /// </param>
    public void Tick(TimeSpan now, ReadOnlySpan<double> foreign = default)
    {
        if (_lastTick is not { } last) _lastDecision = now;
        else if (now > last) Measure(now - last, foreign);
        _lastTick = now;
        if (now - _lastDecision < DecisionInterval) return;
        _traffic.Measure(now - _lastDecision);
        _mover.Advance(now);
        _lastDecision = now;
        Decide(now);
    }

    private void Measure(TimeSpan elapsed, ReadOnlySpan<double> foreign)
    {
        for (int worker = 0; worker < _workers.Count; worker++)
        {
            long busy = _workers[worker].BusyNanoseconds;
            _busy[worker].Add(Math.Min((busy - _busyBefore[worker]) / elapsed.TotalNanoseconds, 1), elapsed);
            _busyBefore[worker] = busy;
            if (!foreign.IsEmpty) _foreign[worker].Add(foreign[worker], elapsed);
            Volatile.Write(ref _loads[worker], Math.Min(_busy[worker].Value + _foreign[worker].Value, 1));
            CountCrossing(worker);
        }
    }

    private void CountCrossing(int worker)
    {
        bool isHot = _loads[worker] > _options.LoadThreshold;
        if (isHot == _isHot[worker]) return;
        _isHot[worker] = isHot;
        if (isHot) Counters.CrossingsUp++;
        else Counters.CrossingsDown++;
    }

    private void Decide(TimeSpan now)
    {
        _hasher.Place(_loads);
        double[] inline = LoadsIfInline();
        Mode = NextMode(inline, now);
        _dealing.Decide(Mode, inline.Sum(), now);
        if (Mode == SteeringMode.Split) Split(now);
        else ReturnInline();
    }

    private SteeringMode NextMode(double[] inline, TimeSpan now)
    {
        bool saturated = _saturated.Holds(Workers().All(worker => IsHot(worker) && WouldBeBusy(worker, inline)), now);
        bool relieved = _relieved.Holds(Workers().Any(worker => _loads[worker] < _options.LoadThreshold - Hysteresis), now);
        bool low = _low.Holds(Workers().All(worker => IsLow(worker, inline)), now);
        if (saturated || Mode == SteeringMode.Saturated && !relieved) return SteeringMode.Saturated;
        if (low) return SteeringMode.Inline;
        return Mode == SteeringMode.Split || Workers().Any(IsHot) ? SteeringMode.Split : SteeringMode.Inline;
    }

    private bool IsHot(int worker) => _loads[worker] > _options.LoadThreshold;

    private bool IsLow(int worker, double[] inline) =>
        inline[worker] < _options.LowWatermark && inline[worker] + _foreign[worker].Value < _options.LoadThreshold;

    /// <summary>
    /// Whether a hot CPU would be busy without the work of other workers: with its worker's own frames, or with other threads.
    /// </summary>
    private bool WouldBeBusy(int worker, double[] inline) =>
        inline[worker] >= _options.LoadThreshold || _foreign[worker].Value >= Contended;

    /// <summary>What each worker would use of its CPU if all its frames were handled inline.</summary>
    private double[] LoadsIfInline()
    {
        double[] busy = [.. _busy.Select(load => load.Value)];
        if (_placement.Steered == 0) return busy;
        _model.Reset(busy, _placement);
        foreach (SteeredStage chain in SteeredStages.Chains)
        {
            for (int bucket = 0; bucket < _placement.Buckets; bucket++)
            {
                var place = Place.Of(_placement, chain, bucket);
                if (place != Place.Inline) _model.Move(chain, bucket, place, Place.Inline);
            }
        }

        return _model.Loads.ToArray();
    }

    /// <summary>Looks for work that can move. If none can, it waits before it looks again.</summary>
    private void Split(TimeSpan now)
    {
        if (now < _splitAgain || !Workers().Any(IsHot)) return;
        long moves = Counters.Moves;
        RelieveHot();
        if (Counters.Moves == moves) _splitAgain = now + 2 * DecisionInterval;
    }

    /// <summary>Relieves the hottest worker first. A worker that got hot through others' work may give away its own.</summary>
    private void RelieveHot()
    {
        _model.Reset(_loads, _placement);
        for (List<int> left = [.. Workers()]; left.Count > 0;)
        {
            int hottest = left.MaxBy(worker => _model.Loads[worker]);
            if (_model.Loads[hottest] <= _options.LoadThreshold) return;
            _splitter.Relieve(hottest);
            left.Remove(hottest);
        }
    }

    private void ReturnInline()
    {
        if (_placement.Steered == 0) return;
        foreach (SteeredStage stage in SteeredStages.All)
        {
            if (_options.ModeOf(stage) != StageMode.Auto) continue;
            for (int bucket = 0; bucket < _placement.Buckets && _mover.MayMove; bucket++) _mover.Move(stage, bucket, Placement.Inline);
        }
    }

    private IEnumerable<int> Workers() => Enumerable.Range(0, _workers.Count);
}
