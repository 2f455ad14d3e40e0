using Falcon.Bench.Simulation.Costs;
using Falcon.Bench.Simulation.Policies;

namespace Falcon.Bench.Simulation.Scenarios;

/// <summary>Steady traffic over a range of hosts or of flows.</summary>
/// <param name="Name">The name of the plots' files.</param>
/// <param name="Description">A description for people.</param>
/// <param name="Varied">What changes from point to point.</param>
/// <param name="Points">Workers and flows of each point, and the one that changes.</param>
public sealed record Sweep(string Name, string Description, string Varied, IReadOnlyList<(int Workers, int Flows, int X)> Points)
{
    private const int FlowsOnAnyHost = 1000;
    private const int WorkersForAnyFlows = 6;

    public static Sweep Cores { get; } = new(
        "cores", "2 to 64 CPUs, 1,000 flows by Zipf's law, 75 % of all CPUs offered", "CPUs",
        [.. ((int[])[2, 4, 6, 8, 16, 32, 64]).Select(workers => (workers, FlowsOnAnyHost, workers))]);

    public static Sweep Flows { get; } = new(
        "flows", "6 CPUs, 1 to 10,000 flows by Zipf's law, 75 % of all CPUs offered or 1.6 M frames/s per flow", "flows",
        [.. ((int[])[1, 2, 4, 10, 30, 100, 1000, 10_000]).Select(flows => (WorkersForAnyFlows, flows, flows))]);

    /// <summary>The measured interval of every policy at every point.</summary>
    public IEnumerable<(int X, string Policy, Interval Interval)> Simulate(StageCosts costs, int seed) =>
        from run in Runs().AsParallel().AsOrdered()
        select (run.Point.X, run.Policy.Name, Steady.Simulate(run.Point.Workers, run.Point.Flows, run.Policy, costs, seed));

    private IEnumerable<((int Workers, int Flows, int X) Point, Policy Policy)> Runs() =>
        from point in Points
        from make in PolicyCatalogue.All
        select (point, make());
}
