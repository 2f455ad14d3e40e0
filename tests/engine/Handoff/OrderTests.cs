using System.Diagnostics;
using Falcon.Engine.Pipelines;
using Falcon.Steering.Routing;
using Falcon.Xsk.KernelPath;

namespace Falcon.Engine.Tests.Handoff;

/// <summary>Real threads, random loads, random moves: what must hold however the scheduler interleaves them.</summary>
public sealed class OrderTests
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(2, 1, false)]
    [InlineData(2, 64, false)]
    [InlineData(3, 17, false)]
    [InlineData(2, 64, true)]
    public void Flows_stay_in_order_and_frames_are_conserved_while_buckets_move(int workers, int flows, bool servesAlways)
    {
        using var group = new MemoryWorkers(workers, flows, servesAlways: servesAlways, path: new FlowBuckets(ports: 3, secret: 28));
        Run(group, () => Moves(group) > 100 && group.Flows.Sent > 10_000);
        Assert.Equal(0, group.Flows.Reordered);
        Assert.Equal(group.Flows.Sent, Enumerable.Range(0, workers).Sum(group.Delivered) + group.DroppedBetweenWorkers);
        Assert.Equal(group.Pool.Total, group.Pool.Free);
        foreach (Pipeline pipeline in group.Pipelines) pipeline.Turn(); // each learns that the others are done
        Assert.Equal(group.Taken, group.Done.Sum());
        Assert.True(Moves(group) > 100, "the test moves buckets");
        Assert.True(group.Flows.Sent > 10_000, "the test sends frames");
    }

    [Fact]
    public void Without_the_drain_rule_the_same_run_reorders()
    {
        using var group = new MemoryWorkers(2, 64, keepOrder: false);
        Run(group, () => group.Flows.Reordered > 0);
        Assert.True(group.Flows.Reordered > 0);
    }

    private static long Moves(MemoryWorkers group) => group.Routers.Sum(router => router.Counters.Moves);

    /// <summary>Runs for a while, and on a busy machine until enough has happened.</summary>
    private static void Run(MemoryWorkers group, Func<bool> enough)
    {
        group.Arrive(0, 1); // so that the remote container's VTEP is learned: what is sent before is flooded, and arrives twice
        group.Drain();
        using var stop = new CancellationTokenSource();
        Thread[] threads = [.. group.Pipelines.Select((pipeline, worker) => new Thread(() => Turn(group, pipeline, worker, stop.Token)))];
        foreach (Thread thread in threads) thread.Start();
        var clock = Stopwatch.StartNew();
        MoveBuckets(group.Placement, () => clock.Elapsed > s_longest || (clock.Elapsed > s_duration && enough()));
        stop.Cancel();
        foreach (Thread thread in threads) thread.Join();
        group.Drain();
    }

    private static void Turn(MemoryWorkers group, Pipeline pipeline, int worker, CancellationToken stop)
    {
        var random = new Random(worker);
        while (!stop.IsCancellationRequested)
        {
            if (random.Next(4) > 0) group.Arrive(worker, random.Next(200));
            if (random.Next(4) == 0) group.Send(worker, random.Next(50));
            for (int turns = random.Next(1, 8); turns > 0; turns--) pipeline.Turn();
            if (random.Next(64) == 0) Thread.Sleep(1);
        }
    }

    private static void MoveBuckets(Placement placement, Func<bool> isOver)
    {
        var random = new Random(7);
        while (!isOver())
        {
            for (int moves = random.Next(20); moves > 0; moves--)
            {
                var stage = (SteeredStage)random.Next(2);
                placement.Want(stage, random.Next(placement.Buckets), random.Next(-1, placement.Workers));
            }

            Thread.Sleep(random.Next(3));
        }
    }
}
