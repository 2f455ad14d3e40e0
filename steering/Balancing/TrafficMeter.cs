using Falcon.Steering.Routing;

namespace Falcon.Steering.Balancing;

/// <summary>
/// Measures the traffic between two calls: frames per bucket and worker, and the cost of each stage per frame. One thread.
/// </summary>
internal sealed class TrafficMeter
{
    private readonly IReadOnlyList<WorkerLoad> _workers;
    private readonly int _buckets;
    private readonly long[] _receivedBefore;
    private readonly long[] _nanosecondsBefore = new long[SteeredStages.Count];
    private readonly long[] _framesBefore = new long[SteeredStages.Count];
    private readonly double[] _cost = new double[SteeredStages.Count];
    private readonly double[] _rates;

    public TrafficMeter(IReadOnlyList<WorkerLoad> workers, int buckets)
    {
        _workers = workers;
        _buckets = buckets;
        _receivedBefore = new long[SteeredStages.Chains.Length * workers.Count * buckets];
        _rates = new double[_receivedBefore.Length];
    }

    /// <summary>Nanoseconds per frame, as last measured; 0 before the first frame.</summary>
    public double CostOf(SteeredStage stage) => _cost[(int)stage];

    /// <summary>Frames per nanosecond of each bucket that a worker received.</summary>
    public ReadOnlySpan<double> RatesOf(SteeredStage chain, int worker) => _rates.AsSpan(IndexOf(chain, worker), _buckets);

    /// <summary>Measures what happened over the time since the last call.</summary>
    public void Measure(TimeSpan elapsed)
    {
        foreach (SteeredStage chain in SteeredStages.Chains) MeasureRates(chain, MeasureStage(chain), elapsed);
        MeasureStage(SteeredStage.Deliver);
    }

    /// <summary>Returns the frames that the stage handled.</summary>
    private long MeasureStage(SteeredStage stage)
    {
        long nanoseconds = _workers.Sum(worker => worker.NanosecondsOf(stage));
        long frames = _workers.Sum(worker => worker.FramesOf(stage));
        long handled = frames - _framesBefore[(int)stage];
        if (handled > 0) _cost[(int)stage] = (double)(nanoseconds - _nanosecondsBefore[(int)stage]) / handled;
        _nanosecondsBefore[(int)stage] = nanoseconds;
        _framesBefore[(int)stage] = frames;
        return handled;
    }

    /// <summary>Received frames may be samples. The frames that the chain's first stage handled give the scale.</summary>
    private void MeasureRates(SteeredStage chain, long handled, TimeSpan elapsed)
    {
        long received = 0;
        for (int worker = 0; worker < _workers.Count; worker++)
        {
            int start = IndexOf(chain, worker);
            for (int bucket = 0; bucket < _buckets; bucket++)
            {
                long count = _workers[worker].ReceivedOf(chain, bucket);
                long since = count - _receivedBefore[start + bucket];
                _receivedBefore[start + bucket] = count;
                _rates[start + bucket] = since;
                received += since;
            }
        }

        double scale = received == 0 ? 0 : handled / (received * elapsed.TotalNanoseconds);
        int first = IndexOf(chain, 0);
        foreach (ref double rate in _rates.AsSpan(first, _workers.Count * _buckets)) rate *= scale;
    }

    private int IndexOf(SteeredStage chain, int worker) => ((chain == SteeredStage.Encapsulate ? _workers.Count : 0) + worker) * _buckets;
}
