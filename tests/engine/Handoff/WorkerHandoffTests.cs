using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Steering.Routing;

namespace Falcon.Engine.Tests.Handoff;

public sealed class WorkerHandoffTests
{
    [Fact]
    public void Without_a_wish_everything_runs_where_it_came_in()
    {
        using var group = new MemoryWorkers(workers: 2, flows: 4);
        Arrive(group, 100, 60);
        Assert.Equal((100, 60), (group.Delivered(0), group.Delivered(1)));
        Assert.Equal(0, group.Pipelines[0].CountersOf(StageId.Handoff).Frames);
    }

    [Theory]
    [InlineData(SteeredStage.Coalesce, 0)]
    [InlineData(SteeredStage.Deliver, 100)]
    public void A_stage_that_is_wanted_elsewhere_runs_there_with_all_that_follow(SteeredStage stage, long coalescedHere)
    {
        using var group = new MemoryWorkers(workers: 2, flows: 4);
        WantAll(group.Placement, stage, worker: 1);
        Arrive(group, 100, 0);
        Assert.Equal((0, 100), (group.Delivered(0), group.Delivered(1)));
        Assert.Equal(coalescedHere, group.Pipelines[0].CountersOf(StageId.Coalesce).Frames);
        Assert.Equal(100, group.Pipelines[0].CountersOf(StageId.Handoff).Frames);
    }

    [Fact]
    public void One_flow_can_run_on_three_workers()
    {
        using var group = new MemoryWorkers(workers: 3, flows: 3);
        WantAll(group.Placement, SteeredStage.Coalesce, worker: 1);
        WantAll(group.Placement, SteeredStage.Deliver, worker: 2);
        Arrive(group, 100, 0, 0);
        Assert.Equal(100, group.Pipelines[1].CountersOf(StageId.Coalesce).Frames);
        Assert.Equal(100, group.Delivered(2));
        Assert.Equal(0, group.Flows.Reordered);
    }

    [Fact]
    public void A_full_inbox_drops_with_a_reason_and_loses_no_frame_of_the_pool()
    {
        using var group = new MemoryWorkers(workers: 2, flows: 2);
        WantAll(group.Placement, SteeredStage.Coalesce, worker: 1);
        group.Arrive(0, 5000);
        while (group.Pipelines[0].Turn() > 0) { } // worker 1 does not take its frames
        Assert.Equal(5000 - Engine.Handoff.HandoffRings.InboxCapacity, group.DroppedBetweenWorkers);
        group.Drain();
        Assert.Equal(5000 - group.DroppedBetweenWorkers, group.Delivered(1));
        Assert.Equal(group.Pool.Total, group.Pool.Free);
    }

    [Fact]
    public void A_bucket_that_never_drains_is_held_and_moves_without_loss()
    {
        using var group = new MemoryWorkers(workers: 3, flows: 3);
        WantAll(group.Placement, SteeredStage.Coalesce, worker: 1);
        WantAll(group.Placement, SteeredStage.Deliver, worker: 2);
        for (int turn = 0; turn < 100; turn++)
        {
            if (turn == 20) WantAll(group.Placement, SteeredStage.Coalesce, Placement.Inline);
            group.Arrive(0, 16);
            foreach (Pipeline pipeline in group.Pipelines) pipeline.Turn(); // worker 1 learns one turn late that worker 2 is done
        }

        group.Drain();
        Assert.True(group.Routers[0].Counters.Holds > 0);
        Assert.InRange(group.Pipelines[0].CountersOf(StageId.Coalesce).Frames, 1, 1599);
        Assert.Equal(1600, group.Delivered(2));
        Assert.Equal((0, 0), (group.Flows.Reordered, group.DroppedBetweenWorkers));
    }

    [Fact]
    public void What_containers_send_waits_while_the_worker_with_the_wire_is_behind()
    {
        using var group = new MemoryWorkers(workers: 2, flows: 2, senders: 1);
        Arrive(group, 1); // so that the remote container's VTEP is learned
        group.Send(1, 5000);
        for (int turn = 0; turn < 10; turn++) Assert.True(group.Pipelines[1].Turn() > 0); // worker 0 does not take its frames
        Assert.InRange(group.Rings.Frames, 1, Engine.Handoff.HandoffRings.InboxCapacity);

        group.Drain();
        Assert.Equal((5000, 0), (group.Wires[0].Traffic.TxFrames, group.DroppedBetweenWorkers));
        Assert.Equal(group.Pool.Total, group.Pool.Free);
    }

    [Fact]
    public void What_another_worker_sends_waits_until_the_wire_has_room()
    {
        using var group = new MemoryWorkers(workers: 2, flows: 2, senders: 1);
        Arrive(group, 1);
        group.Wires[0].TransmitRoom = 0;
        group.Send(1, 10);
        group.Pipelines[1].Turn();
        Assert.True(group.Pipelines[0].Turn() > 0);
        Assert.Equal((0, 10), (group.Wires[0].Traffic.TxFrames, group.Rings.Frames));

        group.Wires[0].TransmitRoom = 1024;
        group.Drain();
        Assert.Equal(10, group.Wires[0].Traffic.TxFrames);
    }

    [Fact]
    public void A_worker_without_a_wire_sends_through_another()
    {
        // What containers send to worker 1 leaves through worker 0.
        using var group = new MemoryWorkers(workers: 2, flows: 2);
        var router = new BucketRouter(group.Placement, self: 1, sender: 0);
        Assert.True(router.IsSteered(SteeredStage.Encapsulate));
        Assert.Equal(0, router.Route(SteeredStage.Encapsulate, 5));
        group.Placement.Want(SteeredStage.Encapsulate, 5, 1);
        router.BeginTurn();
        Assert.Equal(0, router.Route(SteeredStage.Encapsulate, 5));
    }

    private static void WantAll(Placement placement, SteeredStage stage, int worker)
    {
        for (int bucket = 0; bucket < placement.Buckets; bucket++) placement.Want(stage, bucket, worker);
    }

    private static void Arrive(MemoryWorkers group, params int[] frames)
    {
        for (int worker = 0; worker < frames.Length; worker++) group.Arrive(worker, frames[worker]);
        group.Drain();
        Assert.Equal(group.Pool.Total, group.Pool.Free);
    }
}
