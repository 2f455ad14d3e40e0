using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Steering.Routing;

namespace Falcon.Engine.Tests.Handoff;

public sealed class WorkerHandoffTests
{
    [Fact]
    public void Without_a_wish_everything_runs_where_it_came_in()
    {
        using var mesh = new MemoryMesh(workers: 2, flows: 4);
        Arrive(mesh, 100, 60);
        Assert.Equal((100, 60), (mesh.Delivered(0), mesh.Delivered(1)));
        Assert.Equal(0, mesh.Pipelines[0].CountersOf(StageId.Handoff).Frames);
    }

    [Theory]
    [InlineData(SteeredStage.Coalesce, 0)]
    [InlineData(SteeredStage.Deliver, 100)]
    public void A_stage_that_is_wanted_elsewhere_runs_there_with_all_that_follow(SteeredStage stage, long coalescedHere)
    {
        using var mesh = new MemoryMesh(workers: 2, flows: 4);
        WantAll(mesh.Placement, stage, worker: 1);
        Arrive(mesh, 100, 0);
        Assert.Equal((0, 100), (mesh.Delivered(0), mesh.Delivered(1)));
        Assert.Equal(coalescedHere, mesh.Pipelines[0].CountersOf(StageId.Coalesce).Frames);
        Assert.Equal(100, mesh.Pipelines[0].CountersOf(StageId.Handoff).Frames);
    }

    [Fact]
    public void One_flow_can_run_on_three_workers()
    {
        using var mesh = new MemoryMesh(workers: 3, flows: 3);
        WantAll(mesh.Placement, SteeredStage.Coalesce, worker: 1);
        WantAll(mesh.Placement, SteeredStage.Deliver, worker: 2);
        Arrive(mesh, 100, 0, 0);
        Assert.Equal(100, mesh.Pipelines[1].CountersOf(StageId.Coalesce).Frames);
        Assert.Equal(100, mesh.Delivered(2));
        Assert.Equal(0, mesh.Flows.Reordered);
    }

    [Fact]
    public void A_full_inbox_drops_with_a_reason_and_loses_no_frame_of_the_pool()
    {
        using var mesh = new MemoryMesh(workers: 2, flows: 2);
        WantAll(mesh.Placement, SteeredStage.Coalesce, worker: 1);
        mesh.Arrive(0, 5000);
        while (mesh.Pipelines[0].Turn() > 0) { } // worker 1 does not come to look
        Assert.Equal(5000 - Engine.Handoff.HandoffRings.InboxCapacity, mesh.DroppedBetweenWorkers);
        mesh.Settle();
        Assert.Equal(5000 - mesh.DroppedBetweenWorkers, mesh.Delivered(1));
        Assert.Equal(mesh.Pool.Total, mesh.Pool.Free);
    }

    [Fact]
    public void A_bucket_that_never_drains_is_held_and_moves_without_loss()
    {
        using var mesh = new MemoryMesh(workers: 3, flows: 3);
        WantAll(mesh.Placement, SteeredStage.Coalesce, worker: 1);
        WantAll(mesh.Placement, SteeredStage.Deliver, worker: 2);
        for (int turn = 0; turn < 100; turn++)
        {
            if (turn == 20) WantAll(mesh.Placement, SteeredStage.Coalesce, Placement.Inline);
            mesh.Arrive(0, 16);
            foreach (Pipeline pipeline in mesh.Pipelines) pipeline.Turn(); // worker 1 learns a turn late that worker 2 is done
        }

        mesh.Settle();
        Assert.True(mesh.Routers[0].Counters.Holds > 0);
        Assert.InRange(mesh.Pipelines[0].CountersOf(StageId.Coalesce).Frames, 1, 1599);
        Assert.Equal(1600, mesh.Delivered(2));
        Assert.Equal((0, 0), (mesh.Flows.Reordered, mesh.DroppedBetweenWorkers));
    }

    [Fact]
    public void What_containers_send_waits_while_the_worker_with_the_wire_is_behind()
    {
        using var mesh = new MemoryMesh(workers: 2, flows: 2, senders: 1);
        Arrive(mesh, 1); // behind which VTEP the remote container lives
        mesh.Send(1, 5000);
        for (int turn = 0; turn < 10; turn++) Assert.True(mesh.Pipelines[1].Turn() > 0); // worker 0 does not come to look
        Assert.InRange(mesh.Mesh.Frames, 1, Engine.Handoff.HandoffRings.InboxCapacity);

        mesh.Settle();
        Assert.Equal((5000, 0), (mesh.Wires[0].Traffic.TxFrames, mesh.DroppedBetweenWorkers));
        Assert.Equal(mesh.Pool.Total, mesh.Pool.Free);
    }

    [Fact]
    public void What_another_worker_sends_waits_until_the_wire_has_room()
    {
        using var mesh = new MemoryMesh(workers: 2, flows: 2, senders: 1);
        Arrive(mesh, 1);
        mesh.Wires[0].TransmitRoom = 0;
        mesh.Send(1, 10);
        mesh.Pipelines[1].Turn();
        Assert.True(mesh.Pipelines[0].Turn() > 0);
        Assert.Equal((0, 10), (mesh.Wires[0].Traffic.TxFrames, mesh.Mesh.Frames));

        mesh.Wires[0].TransmitRoom = 1024;
        mesh.Settle();
        Assert.Equal(10, mesh.Wires[0].Traffic.TxFrames);
    }

    [Fact]
    public void A_worker_without_a_wire_sends_through_another()
    {
        // What containers send to worker 1 leaves through worker 0.
        using var mesh = new MemoryMesh(workers: 2, flows: 2);
        var router = new BucketRouter(mesh.Placement, self: 1, sender: 0);
        Assert.True(router.IsSteered(SteeredStage.Encapsulate));
        Assert.Equal(0, router.Route(SteeredStage.Encapsulate, 5));
        mesh.Placement.Want(SteeredStage.Encapsulate, 5, 1);
        router.BeginTurn();
        Assert.Equal(0, router.Route(SteeredStage.Encapsulate, 5));
    }

    private static void WantAll(Placement placement, SteeredStage stage, int worker)
    {
        for (int bucket = 0; bucket < placement.Buckets; bucket++) placement.Want(stage, bucket, worker);
    }

    private static void Arrive(MemoryMesh mesh, params int[] frames)
    {
        for (int worker = 0; worker < frames.Length; worker++) mesh.Arrive(worker, frames[worker]);
        mesh.Settle();
        Assert.Equal(mesh.Pool.Total, mesh.Pool.Free);
    }
}
