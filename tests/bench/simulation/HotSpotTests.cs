using Falcon.Bench.Simulation.Costs;
using Falcon.Bench.Simulation.Policies;
using Falcon.Bench.Simulation.Scenarios;

namespace Falcon.Bench.Simulation.Tests;

/// <summary>The hot-spot test of the Falcon paper. The simulation is deterministic and reads no clock of this machine.</summary>
public sealed class HotSpotTests
{
    /// <summary>The gain of two-choice balancing over static hashing with UDP, from the paper.</summary>
    private const double GainOfThePaper = 1.18;

    private static readonly int[] s_seeds = [1, 2, 3];
    private static readonly Lazy<Interval[][]> s_ours = new(() => Simulate(() => new Ours(), s_seeds));

    [Fact]
    public void Ours_gains_over_static_hashing_what_the_paper_gained()
    {
        Interval[][] hashed = Simulate(() => new StaticHash(), s_seeds);
        double[] gains = [.. s_ours.Value.Zip(
            hashed, (ours, other) => HotSpot.Sum(ours).MillionPerSecond / HotSpot.Sum(other).MillionPerSecond)];
        Assert.True(gains.Order().ElementAt(1) >= GainOfThePaper, $"gains are {string.Join(", ", gains)}");
    }

    [Fact]
    public void Moves_settle() => Assert.All(s_ours.Value, steps =>
    {
        Assert.InRange(steps.Sum(step => step.Moves), 1, 200);
        Assert.InRange(steps[(HotSpot.Steps / 2)..].Sum(step => step.Moves), 0, 10);
    });

    [Fact]
    public void Two_choices_frame_by_frame_reorder_and_ours_do_not()
    {
        Assert.NotEqual(0, HotSpot.Sum(Simulate(() => new PerFrameTwoChoice(), [1])[0]).Reordered);
        Assert.All(s_ours.Value, steps => Assert.Equal(0, HotSpot.Sum(steps).Reordered));
    }

    private static Interval[][] Simulate(Func<Policy> make, int[] seeds) =>
        [.. seeds.AsParallel().AsOrdered().Select(seed => HotSpot.Simulate(make(), StageCosts.Wire, seed))];
}
