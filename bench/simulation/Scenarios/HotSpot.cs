using Falcon.Bench.Simulation.Costs;
using Falcon.Bench.Simulation.Machine;
using Falcon.Bench.Simulation.Policies;
using Falcon.Bench.Simulation.Traffic;

namespace Falcon.Bench.Simulation.Scenarios;

/// <summary>
/// The hot-spot test of the Falcon paper (EuroSys'21, section 6.1): a host with steady flows, one of which suddenly sends much more.
/// </summary>
public static class HotSpot
{
    public const int Workers = 6;
    public const int Flows = 48;

    /// <summary>Share of all CPUs that the steady flows use.</summary>
    public const double SteadyLoad = 0.6;

    /// <summary>Frames per second of the hot flow. Its Deliver alone uses 0.83 of a CPU.</summary>
    public const double HotRate = 1.6e6;

    public static readonly TimeSpan Warmup = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    public const int Steps = 40;

    /// <summary>Simulates the time after the rise. Returns one interval per step.</summary>
    public static Interval[] Simulate(Policy policy, StageCosts costs, int seed, double steadyLoad = SteadyLoad, double hotRate = HotRate)
    {
        var random = new Random(seed);
        Flow[] flows = FlowMix.Zipf(Flows, steadyLoad * Workers * 1e9 / costs.Work, skew: 0, hotRate, random);
        var host = new SimHost(Workers, flows, costs, policy, seed);
        var run = new Run(host);
        run.For(Warmup);
        host.SetRate(random.Next(Flows), hotRate);
        return [.. Enumerable.Range(0, Steps).Select(_ => run.For(Step))];
    }

    /// <summary>All steps as one interval, with the waiting of the worst step.</summary>
    public static Interval Sum(IReadOnlyCollection<Interval> steps) => new(
        steps.Sum(step => step.Seconds),
        steps.Sum(step => step.Offered),
        steps.Sum(step => step.Delivered),
        steps.Sum(step => step.Moves),
        steps.Sum(step => step.Reordered),
        steps.Max(step => step.P99WaitingMicroseconds));
}
