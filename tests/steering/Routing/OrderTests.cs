using CsCheck;
using Falcon.Steering.Routing;

namespace Falcon.Steering.Tests.Routing;

/// <summary>Random traffic, moves and progress of every worker: flows stay in order, and nothing is lost or duplicated.</summary>
public sealed class OrderTests
{
    private const int LongestSchedule = 400;

    private static readonly Gen<Action<ModelEngine>> s_arrival =
        Gen.Select(Gen.Int[0, ModelEngine.Flows - 1], Gen.Int[1, 8])
            .Select((flow, frames) => (Action<ModelEngine>)(engine => Repeat(frames, () => engine.Arrive(flow))));

    private static readonly Gen<Action<ModelEngine>> s_step =
        Gen.Select(Gen.Int[0, ModelEngine.Workers - 1], Gen.Int[0, 4])
            .Select((worker, atMost) => (Action<ModelEngine>)(engine => engine.Step(worker, atMost)));

    private static readonly Gen<Action<ModelEngine>> s_move =
        Gen.Select(
            Gen.Int[0, SteeredStages.Count - 1], Gen.Int[0, ModelEngine.Buckets - 1], Gen.Int[Placement.Inline, ModelEngine.Workers - 1])
            .Select((stage, bucket, worker) => (Action<ModelEngine>)(engine => engine.Placement.Want((SteeredStage)stage, bucket, worker)));

    private static readonly Gen<Action<ModelEngine>[]> s_schedule =
        Gen.Frequency((3, s_arrival), (12, s_step), (1, s_move)).Array[0, LongestSchedule];

    [Fact]
    public void Flows_stay_in_order_and_whole_however_buckets_move()
    {
        long moves = 0, holds = 0, aborts = 0;
        s_schedule.Sample(
            schedule =>
            {
                ModelEngine engine = Run(schedule, keepOrder: true);
                Assert.True(engine.IsEverythingDelivered);
                Assert.True(engine.IsInOrder);
                foreach (RouterCounters counters in Enumerable.Range(0, ModelEngine.Workers).Select(engine.CountersOf))
                {
                    Interlocked.Add(ref moves, counters.Moves);
                    Interlocked.Add(ref holds, counters.Holds);
                    Interlocked.Add(ref aborts, counters.Aborts);
                }
            },
            iter: 20_000);
        Assert.All([moves, holds, aborts], count => Assert.True(count > 1_000, "the schedules are too tame to prove anything"));
    }

    [Fact]
    public void Without_the_rule_the_same_schedules_reorder()
    {
        int reordered = 0;
        s_schedule.Sample(
            schedule =>
            {
                ModelEngine engine = Run(schedule, keepOrder: false);
                Assert.True(engine.IsEverythingDelivered);
                if (!engine.IsInOrder) Interlocked.Increment(ref reordered);
            },
            iter: 2_000);
        Assert.True(reordered > 20, $"{reordered} of 2,000 schedules reordered");
    }

    private static ModelEngine Run(Action<ModelEngine>[] schedule, bool keepOrder)
    {
        var engine = new ModelEngine(keepOrder);
        foreach (Action<ModelEngine> action in schedule) action(engine);
        engine.Finish();
        return engine;
    }

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++) action();
    }
}
