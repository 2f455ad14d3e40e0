using Falcon.Bench.Simulation.Costs;
using Falcon.Bench.Simulation.Machine;
using Falcon.Bench.Simulation.Policies;
using Falcon.Bench.Simulation.Traffic;

namespace Falcon.Bench.Simulation.Scenarios;

/// <summary>
/// More frames than one or two workers can handle. The scenario pipeline asks the same of the real engine, so that the results can be
/// compared.
/// </summary>
public static class Overload
{
    /// <summary>The offered rate as a multiple of what the workers can handle.</summary>
    private const double Excess = 2;

    private static readonly TimeSpan s_warmup = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_measured = TimeSpan.FromMilliseconds(200);

    public static IReadOnlyList<(int Workers, int Flows)> Points { get; } = [(1, 64), (2, 64), (1, 1), (2, 1)];

    public static Interval Simulate(int workers, int flows, StageCosts costs, int seed)
    {
        double offered = Excess * workers * 1e9 / costs.Work;
        Flow[] mix = FlowMix.Zipf(flows, offered, skew: 0, offered, new Random(seed));
        Policy policy = workers == 1 ? new RunToCompletion() : new Ours();
        var run = new Run(new SimHost(workers, mix, costs, policy, seed));
        run.For(s_warmup);
        return run.For(s_measured);
    }
}
