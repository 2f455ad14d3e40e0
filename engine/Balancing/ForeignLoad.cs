using Falcon.Engine.Workers;

namespace Falcon.Engine.Balancing;

/// <summary>
/// The load of the workers' CPUs that is not the workers': containers, softirqs, the host. Measured over a fifth of a second, because the
/// kernel counts in ticks of ten milliseconds. Used by one thread.
/// </summary>
internal sealed class ForeignLoad
{
    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(200);

    private readonly ICpuMeter? _meter;
    private readonly IReadOnlyList<Worker> _workers;
    private readonly int[] _cpus;
    private readonly double[] _shares;
    private readonly long[] _idle;
    private readonly long[] _idleBefore;
    private readonly long[] _ownBefore;
    private TimeSpan _measuredAt;
    private bool _known;

    public ForeignLoad(ICpuMeter? meter, IReadOnlyList<Worker> workers)
    {
        _meter = meter;
        _workers = workers;
        _cpus = [.. workers.Select(worker => worker.Cpu)];
        _shares = new double[workers.Count];
        _idle = new long[workers.Count];
        _idleBefore = new long[workers.Count];
        _ownBefore = new long[workers.Count];
    }

    /// <summary>The shares by worker, 0 to 1; empty while unknown.</summary>
    public ReadOnlySpan<double> Shares => _known ? _shares : default;

    /// <summary>Measures if it is time to.</summary>
    public void Update(TimeSpan now)
    {
        TimeSpan elapsed = now - _measuredAt;
        if (elapsed < s_window || _meter is null || !_meter.TryRead(_cpus, _idle)) return;
        for (int worker = 0; worker < _shares.Length; worker++)
        {
            long own = _workers[worker].CpuNanoseconds;
            double foreign = elapsed.TotalNanoseconds - (_idle[worker] - _idleBefore[worker]) - (own - _ownBefore[worker]);
            _shares[worker] = Math.Clamp(foreign / elapsed.TotalNanoseconds, 0, 1);
            _idleBefore[worker] = _idle[worker];
            _ownBefore[worker] = own;
        }

        _known = _measuredAt != default; // the first reading only starts the window
        _measuredAt = now;
    }
}
