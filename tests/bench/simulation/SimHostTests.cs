using Falcon.Bench.Simulation.Costs;
using Falcon.Bench.Simulation.Machine;
using Falcon.Bench.Simulation.Policies;
using Falcon.Bench.Simulation.Scenarios;
using Falcon.Bench.Simulation.Traffic;
using Falcon.Steering.Routing;

namespace Falcon.Bench.Simulation.Tests;

public sealed class SimHostTests
{
    private const double Second = 1e9;

    public static TheoryData<int> Policies => [.. Enumerable.Range(0, PolicyCatalogue.All.Count)];

    [Fact]
    public void One_overloaded_worker_delivers_what_a_frames_cost_allows()
    {
        SimHost host = Host(1, 1, 3e6, new RunToCompletion());
        host.RunUntil(Second / 10);
        Assert.InRange(host.Deliveries.Count / (Second / 10 / host.Costs.Work), 0.97, 1.01); // the current turn counts as a whole
    }

    [Fact]
    public void Below_its_limit_it_delivers_all_and_nothing_waits_long()
    {
        SimHost host = Host(1, 10, 0.5e6, new RunToCompletion());
        host.RunUntil(Second / 10);
        Assert.Equal(0, host.Dropped);
        Assert.InRange(host.Arrived - host.Deliveries.Count, 0, 64);
        Assert.InRange(host.Deliveries.WaitingAt(50), 1, 5_000);
    }

    [Fact]
    public void A_single_flow_uses_two_workers_when_its_stages_are_split()
    {
        SimHost host = Host(2, 1, 3e6, new Ours());
        var run = new Run(host);
        run.For(TimeSpan.FromMilliseconds(300));
        double twoWorkers = run.For(TimeSpan.FromMilliseconds(100)).MillionPerSecond;
        double oneWorker = 1e3 / host.Costs.Work;
        Assert.InRange(twoWorkers / oneWorker, 1.3, 740 / 520.0); // Deliver alone is 520 of 740 ns
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Frames_are_delivered_dropped_or_under_way(int policy)
    {
        SimHost host = Host(4, 50, 6e6, PolicyCatalogue.All[policy]());
        host.RunUntil(Second / 5);
        AssertConserved(host);
    }

    [Fact]
    public void The_largest_host_uses_all_its_workers()
    {
        SimHost host = Host(64, 500, 40e6, new StaticHash());
        host.RunUntil(Second / 50);
        Assert.All(Enumerable.Range(0, 64), worker => Assert.NotEqual(0, host.LoadOf(worker).FramesOf(SteeredStage.Deliver)));
        AssertConserved(host);
        Assert.Throws<ArgumentOutOfRangeException>(() => Host(65, 500, 40e6, new StaticHash()));
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        Interval[] runs = [.. Enumerable.Range(0, 2).Select(
            _ => new Run(Host(3, 20, 3e6, new Ours())).For(TimeSpan.FromMilliseconds(150)))];
        Assert.Equal(runs[0], runs[1]);
    }

    [Fact]
    public void Zipf_gives_the_second_flow_half_of_the_first()
    {
        Flow[] flows = FlowMix.Zipf(100, 1e6, skew: 1, most: 1e9, new Random(1));
        Assert.Equal(flows[0].Rate, 2 * flows[1].Rate, 3);
        Assert.Equal(1e6, flows.Sum(flow => flow.Rate), 3);
    }

    private static void AssertConserved(SimHost host)
    {
        for (int flow = 0; flow < host.Flows.Length; flow++) host.SetRate(flow, 0);
        host.RunUntil(host.Now + Second / 20);
        Assert.Equal(host.Arrived, host.Deliveries.Count + host.Dropped);
    }

    private static SimHost Host(int workers, int flows, double perSecond, Policy policy) =>
        new(workers, FlowMix.Zipf(flows, perSecond, skew: 0, perSecond, new Random(7)), StageCosts.Wire, policy, seed: 7);
}
