using Falcon.Bench.Simulation.Costs;
using Falcon.Bench.Simulation.Machine;
using Falcon.Bench.Simulation.Policies;
using Falcon.Bench.Simulation.Traffic;

namespace Falcon.Bench.Simulation.Scenarios;

/// <summary>Steady traffic by Zipf's law, measured after policies have settled.</summary>
public static class Steady
{
    /// <summary>Share of all CPUs that is offered, within the limit per flow.</summary>
    public const double Load = 0.75;

    /// <summary>Most frames per second of a flow. Its Deliver, which only one CPU can run, then uses 0.83 of it.</summary>
    public const double MostPerFlow = 1.6e6;

    private static readonly TimeSpan s_warmup = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan s_measured = TimeSpan.FromMilliseconds(200);

    public static Interval Simulate(int workers, int flows, Policy policy, StageCosts costs, int seed)
    {
        Flow[] mix = FlowMix.Zipf(flows, Load * workers * 1e9 / costs.Work, skew: 1, MostPerFlow, new Random(seed));
        var run = new Run(new SimHost(workers, mix, costs, policy, seed));
        run.For(s_warmup);
        return run.For(s_measured);
    }
}
