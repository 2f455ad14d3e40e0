using Falcon.Engine.Frames;
using Falcon.Engine.Pipelines;
using Falcon.Testing.Lanes;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Tests.Pipelines;

public sealed class FuzzTests
{
    private const int Frames = 10_000_000;

    [Fact]
    public void Ten_million_mutated_frames_raise_nothing_and_every_frame_of_the_umem_is_accounted_for()
    {
        using var host = new MemoryHost();
        FloodHost.SetLimit(host, int.MaxValue);
        using var umem = Umem.Allocate(1024);
        var pool = new FramePool(umem);
        var mutator = new FrameMutator(seed: 20261123);
        long left = 0;
        bool over = false;
        int FromWire(Span<byte> room, out ushort port)
        {
            port = 0;
            return over ? 0 : mutator.FromWire(room, out port);
        }

        int FromPorts(Span<byte> room, out ushort port)
        {
            port = 0;
            return over ? 0 : mutator.FromPorts(room, out port);
        }

        void Count(in Frame frame, ReadOnlySpan<byte> bytes) => left += bytes.Length > 0 ? 1 : 0;
        var context = new WorkerContext(
            umem, pool.CreateCache(), host.State,
            [new MemoryUplinkLane(umem, FromWire, Count)], new MemoryPortLane(umem, FromPorts, Count), host.Strangers.Writer);
        var pipeline = new Pipeline(context);

        long taken = 0;
        while (taken < Frames) taken += pipeline.Turn();
        Assert.Equal(pool.Total, pool.Free + context.FramesInStages);
        over = true;
        while (pipeline.Turn() > 0) { } // copies of broadcasts that still wait

        Assert.Equal(pool.Total, pool.Free);
        Assert.Equal(0, context.FramesInStages);
        Assert.InRange(left, 1_000_000, long.MaxValue); // the mutator leaves enough frames whole to reach every stage
        Assert.True(Dropped(context, host.State.Ports.Length) > 1_000_000);
    }

    private static long Dropped(WorkerContext context, int ports)
    {
        long dropped = Sum(context.Drops.Host);
        for (int overlay = 0; overlay < 2; overlay++) dropped += Sum(context.Drops.Overlay(overlay));
        for (int port = 0; port < ports; port++) dropped += Sum(context.Drops.Port(port));
        return dropped;
    }

    private static long Sum(ReadOnlySpan<long> row)
    {
        long sum = 0;
        foreach (long value in row) sum += value;
        return sum;
    }
}
