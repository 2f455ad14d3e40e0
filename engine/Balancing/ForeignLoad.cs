using Falcon.Engine.Workers;

namespace Falcon.Engine.Balancing;

/// <summary>
/// What others take of the workers' CPUs: containers, softirqs, the host. Measured over some tens of milliseconds, since the kernel counts in ticks
/// of ten. One thread.
/// </summary>
internal sealed class ForeignLoad
{
    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(50);

    private readonly ICpuMeter? _meter;
    private readonly IReadOnlyList<Worker> _workers;
    private readonly int[] _cpus;
    private readonly double[] _shares;
    private readonly long[] _busy;
    private readonly long[] _busyBefore;
    private readonly long[] _ownBefore;
    private TimeSpan _measuredAt;
    private bool _known;

    public ForeignLoad(ICpuMeter? meter, IReadOnlyList<Worker> workers)
    {
        _meter = meter;
        _workers = workers;
        _cpus = [.. workers.Select(worker => worker.Cpu)];
        _shares = new double[workers.Count];
        _busy = new long[workers.Count];
        _busyBefore = new long[workers.Count];
        _ownBefore = new long[workers.Count];
    }

    /// <summary>By worker, 0 to 1; empty while unknown.</summary>
    public ReadOnlySpan<double> Shares => _known ? _shares : default;

    /// <summary>Measures when it is time.</summary>
    public void Update(TimeSpan now)
    {
        TimeSpan elapsed = now - _measuredAt;
        if (elapsed < s_window || _meter is null || !_meter.TryRead(_cpus, _busy)) return;
        for (int worker = 0; worker < _shares.Length; worker++)
        {
            long own = _workers[worker].CpuNanoseconds;
            double foreign = _busy[worker] - _busyBefore[worker] - (own - _ownBefore[worker]);
            _shares[worker] = Math.Clamp(foreign / elapsed.TotalNanoseconds, 0, 1);
            _busyBefore[worker] = _busy[worker];
            _ownBefore[worker] = own;
        }

        _known = _measuredAt != default; // the first reading only starts the window
        _measuredAt = now;
    }
}
