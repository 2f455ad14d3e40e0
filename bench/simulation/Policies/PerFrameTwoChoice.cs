using Falcon.Bench.Simulation.Machine;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;

namespace Falcon.Bench.Simulation.Policies;

/// <summary>
/// The policy of the Falcon paper (EuroSys'21, algorithm 1): for each frame the first choice, or the second if the first is above the
/// threshold; everything inline when the host's mean load is above it. It changes at once, so frames may overtake each other.
/// </summary>
public sealed class PerFrameTwoChoice : Policy
{
    private const double Threshold = 0.85;

    private readonly Dictionary<(int Flow, SteeredStage Stage), int> _last = [];
    private SimHost _host = null!;
    private LoadAverage[] _loads = [];
    private long[] _busyBefore = [];
    private TimeSpan _before;
    private bool _isOn = true;
    private long _moves;

    public override string Name => "Falcon, two-choice";

    public override long Moves => _moves;

    public override void Attach(SimHost host)
    {
        _host = host;
        _loads = [.. Enumerable.Range(0, host.Workers).Select(_ => new LoadAverage(Balancer.LoadHalfLife))];
        _busyBefore = new long[host.Workers];
    }

    public override int Route(int worker, SteeredStage stage, in SimFrame frame)
    {
        int target = _isOn ? Choose(stage, (int)_host.Flows[frame.Flow].Hash) : worker;
        if (_last.TryGetValue((frame.Flow, stage), out int last) && last != target) _moves++;
        _last[(frame.Flow, stage)] = target;
        return target == worker ? Placement.Inline : target;
    }

    public override void Tick(TimeSpan now)
    {
        for (int worker = 0; worker < _loads.Length; worker++)
        {
            long busy = _host.LoadOf(worker).BusyNanoseconds;
            _loads[worker].Add((busy - _busyBefore[worker]) / (now - _before).TotalNanoseconds, now - _before);
            _busyBefore[worker] = busy;
        }

        _before = now;
        _isOn = _loads.Average(load => load.Value) <= Threshold;
    }

    private int Choose(SteeredStage stage, int flow)
    {
        int first = TwoChoices.First(stage, flow, _loads.Length);
        return _loads[first].Value <= Threshold ? first : TwoChoices.Second(stage, flow, _loads.Length);
    }
}
