using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;

namespace Falcon.Steering.Tests.Balancing;

/// <summary>A frame costs 150 ns to receive, 100 to coalesce and 500 to deliver: 1.33 million a second fill a CPU.</summary>
public sealed class BalancerTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Low_load_stays_inline()
    {
        var host = new FluidHost(4);
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(0, bucket, 16_000);
        Assert.Equal(0, host.Run(s_second));
        Assert.Equal(SteeringMode.Inline, host.Balancer.Mode);
        Assert.InRange(host.Balancer.LoadOf(0), 0.75, 0.80);
    }

    [Fact]
    public void Many_flows_on_one_worker_are_spread_until_nobody_is_hot()
    {
        var host = new FluidHost(4);
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(0, bucket, 32_000);
        host.Run(s_second);
        Assert.Equal(SteeringMode.Split, host.Balancer.Mode);
        Assert.All(host.Demands, demand => Assert.InRange(demand, 0.1, host.Options.LoadThreshold));
        Assert.Equal(0, host.Run(s_second));
    }

    [Fact]
    public void Containers_flows_are_dealt_out_only_while_one_worker_does_not_suffice()
    {
        var host = new FluidHost(4);
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(0, bucket, 1_000);
        host.Run(s_second);
        Assert.False(host.Balancer.Spreads);
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(0, bucket, 32_000);
        host.Run(s_second);
        Assert.True(host.Balancer.Spreads);
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(0, bucket, 1_000);
        host.Run(s_second);
        Assert.False(host.Balancer.Spreads);
    }

    [Fact]
    public void A_single_elephant_is_split_by_stage()
    {
        var host = new FluidHost(2);
        host.Offer(0, 7, 1_600_000);
        host.Run(s_second);
        Assert.Equal(1, host.Placement.Wanted(SteeredStage.Deliver, 7));
        Assert.Equal(Placement.Inline, host.Placement.Wanted(SteeredStage.Coalesce, 7));
        Assert.All(host.Demands, demand => Assert.InRange(demand, 0.3, host.Options.LoadThreshold));
        Assert.Equal(0, host.Run(s_second));
    }

    [Fact]
    public void Where_coalescing_is_dear_it_goes_too()
    {
        var host = new FluidHost(2) { ReceiveNanoseconds = 500 };
        host.SetCost(SteeredStage.Coalesce, 300);
        host.SetCost(SteeredStage.Deliver, 200);
        host.Offer(0, 7, 1_400_000);
        host.Run(s_second);
        Assert.Equal(1, host.Placement.Wanted(SteeredStage.Coalesce, 7));
        Assert.Equal(Placement.Inline, host.Placement.Wanted(SteeredStage.Deliver, 7)); // where Coalesce runs
    }

    /// <summary>The stages of an idle machine's pipeline: 29 ns for both, 15 for a hand-off.</summary>
    [Theory]
    [InlineData(26.5, 2.5, 1)]
    [InlineData(12.5, 2.4, Placement.Inline)]
    public void Work_moves_when_it_costs_more_than_handing_it_over(double coalesce, double deliver, int target)
    {
        var host = new FluidHost(2) { ReceiveNanoseconds = 30 };
        host.SetCost(SteeredStage.Coalesce, coalesce);
        host.SetCost(SteeredStage.Deliver, deliver);
        host.Offer(0, 7, 16_500_000);
        host.Run(s_second);
        Assert.Equal(target, host.Placement.Wanted(SteeredStage.Coalesce, 7));
    }

    [Fact]
    public void An_elephant_beyond_two_cpus_settles_all_the_same()
    {
        var host = new FluidHost(2);
        host.Offer(0, 7, 5_000_000);
        host.Run(s_second);
        Assert.Equal(SteeringMode.Split, host.Balancer.Mode);
        Assert.Equal(0, host.Run(TimeSpan.FromSeconds(10)));
        Assert.Equal(1, host.Placement.Wanted(SteeredStage.Deliver, 7));
    }

    [Fact]
    public void When_load_goes_everything_returns()
    {
        var host = new FluidHost(4);
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(0, bucket, 32_000);
        host.Run(s_second);
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(0, bucket, 8_000);
        host.Run(s_second);
        Assert.Equal(SteeringMode.Inline, host.Balancer.Mode);
        Assert.Equal((0, 0), (host.Away(SteeredStage.Coalesce), host.Away(SteeredStage.Deliver)));
    }

    [Fact]
    public void What_would_be_hot_again_inline_does_not_return()
    {
        var host = new FluidHost(4);
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(0, bucket, 32_000);
        host.Run(s_second);
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(0, bucket, 12_000); // each worker is below the threshold, inline 0.58
        Assert.Equal(0, host.Run(s_second));
        Assert.Equal(SteeringMode.Split, host.Balancer.Mode);
    }

    [Fact]
    public void A_host_full_of_its_own_frames_is_left_alone()
    {
        var host = new FluidHost(4);
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(bucket % 4, bucket, 100_000);
        host.Run(s_second);
        Assert.Equal(SteeringMode.Saturated, host.Balancer.Mode);
        Assert.Equal((0, 0), (host.Away(SteeredStage.Coalesce), host.Away(SteeredStage.Deliver)));
    }

    [Fact]
    public void Cpus_that_others_need_are_not_taken()
    {
        var host = new FluidHost(2);
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(0, bucket, 32_000);
        host.SetForeign(0, 0.3);
        host.SetForeign(1, 1);
        host.Run(s_second);
        Assert.Equal(SteeringMode.Saturated, host.Balancer.Mode);
        Assert.Equal((0, 0), (host.Away(SteeredStage.Coalesce), host.Away(SteeredStage.Deliver)));
        host.SetForeign(1, 0);
        host.Run(s_second);
        Assert.Equal(SteeringMode.Split, host.Balancer.Mode);
    }

    [Fact]
    public void A_hot_spot_is_relieved_within_a_quarter_of_a_second_and_then_rests()
    {
        var host = new FluidHost(6);
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(bucket % 6, bucket, 50_000);
        host.Run(s_second);
        host.Offer(2, 2, 1_300_000);
        host.Run(TimeSpan.FromMilliseconds(250));
        Assert.All(host.Demands, demand => Assert.InRange(demand, 0, 1));
        host.Run(s_second);
        Assert.Equal(0, host.Run(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void An_elephant_alone_on_a_hot_worker_does_not_wander()
    {
        var host = new FluidHost(6);
        for (int bucket = 0; bucket < 48; bucket++) host.Offer(bucket % 6, bucket, 100_000);
        host.Offer(2, 60, 1_600_000); // its Deliver fills 0.8 of a worker
        host.Run(s_second);
        Assert.Equal(0, host.Run(TimeSpan.FromSeconds(5)));
        Assert.All(host.Demands, demand => Assert.InRange(demand, 0, 1));
    }

    [Fact]
    public void Moves_are_bounded()
    {
        var host = new FluidHost(4, new SteeringOptions { MostMovesPerSecond = 100 });
        for (int bucket = 0; bucket < 1024; bucket++) host.Offer(0, bucket, 4_000);
        Assert.InRange(host.Run(s_second), 50, 100 + 10 + 1);
    }

    [Fact]
    public void An_inline_stage_never_moves()
    {
        var host = new FluidHost(2, new SteeringOptions { Buckets = 64, Deliver = StageMode.Inline });
        host.SetCost(SteeredStage.Coalesce, 400);
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(0, bucket, 32_000);
        host.Run(s_second);
        Assert.Equal(0, host.Away(SteeredStage.Deliver));
        Assert.InRange(host.Away(SteeredStage.Coalesce), 1, 64);
    }

    [Fact]
    public void A_pipelined_stage_lies_on_its_first_choice_without_load()
    {
        var host = new FluidHost(4, new SteeringOptions { Buckets = 64, Deliver = StageMode.Pipelined });
        host.Run(s_second);
        Assert.All(
            Enumerable.Range(0, 64),
            bucket => Assert.Equal(TwoChoices.First(SteeredStage.Deliver, bucket, 4), host.Placement.Wanted(SteeredStage.Deliver, bucket)));
        Assert.Equal(0, host.Away(SteeredStage.Coalesce));
    }

    [Fact]
    public void A_pipelined_stage_takes_the_second_choice_when_the_first_is_hot()
    {
        var host = new FluidHost(4, new SteeringOptions { Buckets = 64, Deliver = StageMode.Pipelined });
        int hot = TwoChoices.First(SteeredStage.Deliver, 5, 4);
        host.SetForeign(hot, 0.95);
        host.Run(s_second);
        Assert.Equal(TwoChoices.Second(SteeredStage.Deliver, 5, 4), host.Placement.Wanted(SteeredStage.Deliver, 5));
    }

    [Fact]
    public void A_stage_cheaper_than_its_hand_off_stays()
    {
        var host = new FluidHost(2) { ReceiveNanoseconds = 600 };
        for (int bucket = 0; bucket < 64; bucket++) host.Offer(0, bucket, 30_000, toWire: true);
        Assert.Equal(0, host.Run(s_second));
        host.SetCost(SteeredStage.Encapsulate, 400);
        host.Run(s_second);
        Assert.InRange(host.Away(SteeredStage.Encapsulate), 1, 64);
    }

    [Fact]
    public void Crossings_of_the_threshold_are_counted()
    {
        var host = new FluidHost(2, new SteeringOptions { Buckets = 64, Coalesce = StageMode.Inline, Deliver = StageMode.Inline });
        host.Offer(0, 1, 1_300_000);
        host.Run(s_second);
        host.Offer(0, 1, 100_000);
        host.Run(s_second);
        Assert.Equal((1, 1), (host.Balancer.Counters.CrossingsUp, host.Balancer.Counters.CrossingsDown));
    }
}
