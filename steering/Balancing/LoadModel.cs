using Falcon.Steering.Routing;

namespace Falcon.Steering.Balancing;

/// <summary>
/// Predicts the workers' loads for other placements. Starts from the measured loads and moves a bucket's work from one place to another.
/// Half of each hand-off's cost goes to the sender, half to the receiver. Loads are shares of a CPU. One thread.
/// </summary>
/// <param name="workers">How many workers there are.</param>
/// <param name="traffic">The frame rates and the cost per frame.</param>
/// <param name="handOffNanoseconds">What handing a frame over costs both workers together.</param>
internal sealed class LoadModel(int workers, TrafficMeter traffic, double handOffNanoseconds)
{
    private readonly double[] _loads = new double[workers];
    private readonly double[] _steerable = new double[workers]; // the part that can move

    public ReadOnlySpan<double> Loads => _loads;

    public double Mean => _loads.Average();

    /// <summary>The sum of squared loads. Grows with the work and with its unevenness.</summary>
    public double Imbalance => _loads.Sum(load => load * load);

    public int LeastLoaded => _loads.IndexOf(_loads.Min());

    /// <summary>Starts from the current loads and placement.</summary>
    public void Reset(ReadOnlySpan<double> loads, Placement placement)
    {
        Array.Clear(_steerable);
        foreach (SteeredStage chain in SteeredStages.Chains)
        {
            for (int bucket = 0; bucket < placement.Buckets; bucket++) AddWork(chain, bucket, Place.Of(placement, chain, bucket), 1);
        }

        loads.CopyTo(_loads);
    }

    /// <summary>
    /// The load that stays above the mean when every worker has given away everything except this bucket. An elephant flow may go to a
    /// worker that mice flows will make room on.
    /// </summary>
    public double ExcessWithoutMice(SteeredStage chain, int bucket, Place place)
    {
        double mean = Mean, sum = 0;
        for (int worker = 0; worker < workers; worker++)
        {
            double mice = Math.Max(_steerable[worker] - WorkAt(worker, chain, bucket, place), 0);
            sum += Math.Max(_loads[worker] - mice - mean, 0);
        }

        return sum;
    }

    /// <summary>Moves a bucket in the model.</summary>
    public void Move(SteeredStage chain, int bucket, Place from, Place to)
    {
        AddWork(chain, bucket, from, -1);
        AddWork(chain, bucket, to, 1);
    }

    /// <summary>The work that a worker does for a bucket and that could move.</summary>
    public double WorkAt(int worker, SteeredStage chain, int bucket, Place place)
    {
        double work = 0;
        for (int receiver = 0; receiver < workers; receiver++)
        {
            double rate = traffic.RatesOf(chain, receiver)[bucket];
            if (place.FirstAt(receiver) == worker) work += rate * traffic.CostOf(chain);
            if (chain == SteeredStage.Coalesce && place.DeliverAt(receiver) == worker) work += rate * traffic.CostOf(SteeredStage.Deliver);
        }

        return work;
    }

    private void AddWork(SteeredStage chain, int bucket, Place place, int sign)
    {
        for (int receiver = 0; receiver < workers; receiver++)
        {
            double rate = sign * traffic.RatesOf(chain, receiver)[bucket];
            if (rate == 0) continue;
            int first = place.FirstAt(receiver);
            AddSteerable(first, rate * traffic.CostOf(chain));
            AddHandOff(receiver, first, rate);
            if (chain != SteeredStage.Coalesce) continue;

            int deliver = place.DeliverAt(receiver);
            AddSteerable(deliver, rate * traffic.CostOf(SteeredStage.Deliver));
            AddHandOff(first, deliver, rate);
        }
    }

    private void AddSteerable(int worker, double work)
    {
        _loads[worker] += work;
        _steerable[worker] += work;
    }

    private void AddHandOff(int from, int to, double rate)
    {
        if (from == to) return;
        _loads[from] += rate * handOffNanoseconds / 2;
        _loads[to] += rate * handOffNanoseconds / 2;
    }
}
