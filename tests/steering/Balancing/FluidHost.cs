using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;

namespace Falcon.Steering.Tests.Balancing;

/// <summary>
/// Workers whose load follows the traffic and the placement at once: steady rates instead of frames. A worker that would need more than its
/// CPU gets exactly its CPU. It gives the balancer made-up input, and applies its decisions.
/// </summary>
internal sealed class FluidHost
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    private readonly WorkerLoad[] _counters;
    private readonly double[] _stageNanoseconds = new double[SteeredStages.Count];
    private readonly Dictionary<(int Worker, int Bucket, bool ToWire), double> _rates = [];
    private readonly double[] _foreign;
    private TimeSpan _now;

    public FluidHost(int workers, SteeringOptions? options = null)
    {
        Options = options ?? new SteeringOptions { Buckets = 64 };
        Placement = new Placement(workers, Options.Buckets);
        _counters = [.. Enumerable.Range(0, workers).Select(_ => new WorkerLoad(Options.Buckets))];
        _foreign = new double[workers];
        Balancer = new Balancer(Placement, _counters, Options);
        _stageNanoseconds[(int)SteeredStage.Coalesce] = 100;
        _stageNanoseconds[(int)SteeredStage.Deliver] = 500;
        _stageNanoseconds[(int)SteeredStage.Encapsulate] = 10;
    }

    public SteeringOptions Options { get; }

    public Placement Placement { get; }

    public Balancer Balancer { get; }

    /// <summary>Nanoseconds per frame for the stages that are not steered.</summary>
    public double ReceiveNanoseconds { get; init; } = 150;

    public double[] Demands { get; private set; } = [];

    public void SetCost(SteeredStage stage, double nanoseconds) => _stageNanoseconds[(int)stage] = nanoseconds;

    /// <summary>Sets the frames per second that a worker receives for a bucket.</summary>
    public void Offer(int worker, int bucket, double perSecond, bool toWire = false) => _rates[(worker, bucket, toWire)] = perSecond;

    public void SetForeign(int worker, double share) => _foreign[worker] = share;

    /// <summary>Lets time pass; returns the moves made.</summary>
    public long Run(TimeSpan duration)
    {
        long before = Balancer.Counters.Moves;
        for (TimeSpan end = _now + duration; _now < end;)
        {
            _now += Interval;
            Tick();
        }

        return Balancer.Counters.Moves - before;
    }

    /// <summary>The buckets of a stage that run on another worker.</summary>
    public int Away(SteeredStage stage) =>
        Enumerable.Range(0, Options.Buckets).Count(bucket => Placement.Wanted(stage, bucket) != Placement.Inline);

    private void Tick()
    {
        double[] busy = new double[_counters.Length];
        double[,] work = new double[_counters.Length, SteeredStages.Count];
        double[,] frames = new double[_counters.Length, SteeredStages.Count];
        foreach (((int receiver, int bucket, bool toWire), double perSecond) in _rates)
        {
            double arrived = perSecond * Interval.TotalSeconds;
            busy[receiver] += arrived * ReceiveNanoseconds;
            _counters[receiver].CountReceived(toWire ? SteeredStage.Encapsulate : SteeredStage.Coalesce, bucket, (int)arrived);
            int at = receiver;
            foreach (
                SteeredStage stage in toWire ? (SteeredStage[])[SteeredStage.Encapsulate] : [SteeredStage.Coalesce, SteeredStage.Deliver])
            {
                int wanted = Placement.Wanted(stage, bucket);
                if (wanted != Placement.Inline) at = wanted;
                work[at, (int)stage] += arrived * _stageNanoseconds[(int)stage];
                frames[at, (int)stage] += arrived;
            }
        }

        Demands = [.. Enumerable.Range(0, busy.Length).Select(
            worker => busy[worker] + SteeredStages.All.ToArray().Sum(stage => work[worker, (int)stage]))];
        for (int worker = 0; worker < busy.Length; worker++)
        {
            Demands[worker] /= Interval.TotalNanoseconds;
            _counters[worker].BusyNanoseconds += (long)(Math.Min(Demands[worker], 1 - _foreign[worker]) * Interval.TotalNanoseconds);
            foreach (SteeredStage stage in SteeredStages.All)
            {
                double share = Math.Min(1, (1 - _foreign[worker]) / Math.Max(Demands[worker], 1e-9));
                _counters[worker].SetStage(
                    stage,
                    _counters[worker].NanosecondsOf(stage) + (long)(work[worker, (int)stage] * share),
                    _counters[worker].FramesOf(stage) + (long)(frames[worker, (int)stage] * share));
            }
        }

        Balancer.Tick(_now, _foreign);
    }
}
