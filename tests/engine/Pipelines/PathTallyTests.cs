using System.Diagnostics;
using Falcon.Engine.Handoff;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Tests.Handoff;
using Falcon.Steering.Routing;
using Falcon.Testing.Lanes;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Tests.Pipelines;

/// <summary>What the kernel path leaves to the engine comes out again, and not before it is out.</summary>
public sealed class PathTallyTests
{
    private const int Frames = 1_000_000;

    [Fact]
    public void Every_frame_comes_out_again_whatever_happens_to_it()
    {
        using var host = new MemoryHost();
        FloodHost.SetLimit(host, int.MaxValue);
        using var umem = Umem.Allocate(1024);
        var pool = new FramePool(umem);
        var mutator = new FrameMutator(seed: 28);
        var buckets = new FlowBuckets(ports: 3, secret: 28);
        long[] left = new long[buckets.Count], done = new long[buckets.Count], emptied = new long[1];
        bool over = false;
        int FromWire(Span<byte> room, out ushort port)
        {
            port = 0;
            return over ? 0 : Count(mutator.FromWire(room, out _), room, buckets.FromWire);
        }

        int FromPorts(Span<byte> room, out ushort port)
        {
            port = 0;
            if (over) return 0;
            int length = mutator.FromPorts(room, out port);
            ushort from = port;
            return Count(length, room, frame => buckets.FromPort(from, frame));
        }

        int Count(int length, ReadOnlySpan<byte> room, Func<ReadOnlySpan<byte>, int> bucketOf)
        {
            int bucket = bucketOf(room[..length]);
            if (bucket != FlowBuckets.None) left[bucket]++;
            return length;
        }

        var context = new WorkerContext(
            umem, pool.CreateCache(), host.State, [new MemoryUplinkLane(umem, FromWire, (in _, _) => { }) { IsBehindPath = true }],
            new MemoryPortLane(umem, FromPorts, (in _, _) => { }), host.Strangers.Writer)
        {
            Path = new PathTally(new EngineCounts(buckets, () => done, () => emptied, worker: 0), handoff: null, workers: 1),
        };
        var pipeline = new Pipeline(context);
        for (long taken = 0; taken < Frames;) taken += pipeline.Turn();
        over = true;
        while (pipeline.Turn() > 0) { } // copies of broadcasts that still wait

        Assert.Equal(left, done);
        Assert.InRange(left.Sum(), Frames / 10, Frames);
        Assert.True(pipeline.MaySleep);
        Assert.InRange(emptied[0], 1, Stopwatch.GetTimestamp());
    }

    [Fact]
    public void Frames_that_are_with_another_worker_are_not_out()
    {
        var buckets = new FlowBuckets(ports: 3, secret: 28);
        using var group = new MemoryWorkers(workers: 2, flows: 2, path: buckets);
        for (int bucket = 0; bucket < group.Placement.Buckets; bucket++) group.Placement.Want(SteeredStage.Coalesce, bucket, worker: 1);
        group.Arrive(0, 100);
        while (group.Pipelines[0].Turn() > 0) { }
        Assert.Equal((0, 0), (group.Delivered(0) + group.Delivered(1), group.Done.Sum()));
        Assert.False(group.Pipelines[0].MaySleep);

        group.Arrive(0, 100); // behind the fence
        while (group.Pipelines[0].Turn() > 0) { }
        while (group.Pipelines[1].Turn() > 0) { }
        Assert.Equal((200, 0), (group.Delivered(1), group.Done.Sum()));

        group.Pipelines[0].Turn();
        Assert.Equal(200, group.Done.Sum());
        Assert.True(group.Pipelines[0].MaySleep);
    }

    [Fact]
    public void What_an_inbox_has_no_room_for_is_out()
    {
        var buckets = new FlowBuckets(ports: 3, secret: 28);
        using var group = new MemoryWorkers(workers: 2, flows: 2, path: buckets);
        for (int bucket = 0; bucket < group.Placement.Buckets; bucket++) group.Placement.Want(SteeredStage.Deliver, bucket, worker: 1);
        group.Arrive(0, 2 * HandoffRings.InboxCapacity);
        while (group.Pipelines[0].Turn() > 0) { }
        Assert.True(group.DroppedBetweenWorkers > 0);
        group.Drain();
        group.Pipelines[0].Turn();
        Assert.Equal(2 * HandoffRings.InboxCapacity, group.Done.Sum());
    }
}
