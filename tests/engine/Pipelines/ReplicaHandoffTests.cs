using Falcon.Engine.Tables;
using Falcon.Engine.Tests.Handoff;
using Falcon.Steering.Routing;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Pipelines;

/// <summary>Copies that other workers deliver or send.</summary>
public sealed class ReplicaHandoffTests
{
    private const int Ports = 1000;

    [Theory]
    [InlineData(SteeredStage.Coalesce)]
    [InlineData(SteeredStage.Deliver)]
    public void Copies_for_a_worker_that_is_behind_wait_and_none_is_lost(SteeredStage stage)
    {
        using MemoryWorkers group = Create();
        for (int bucket = 0; bucket < group.Placement.Buckets; bucket++) group.Placement.Want(stage, bucket, 1);
        group.Send(0, 20);
        for (int turn = 0; turn < 30; turn++) group.Pipelines[0].Turn(); // worker 1 does not take its frames
        Assert.InRange(
            group.Rings.FramesFor(1),
            Engine.Pipelines.Replicator.Slice,
            Engine.Handoff.HandoffRings.InboxCapacity / 2 + Engine.Pipelines.Replicator.Slice);

        group.Drain();
        Assert.Equal((0, 20 * (Ports - 1)), (group.Delivered(0), group.Delivered(1)));
        Assert.Equal(40, group.Wires[0].Traffic.TxFrames);
        Assert.Equal((0, group.Pool.Total), (group.DroppedBetweenWorkers, group.Pool.Free));
    }

    [Fact]
    public void Copies_for_peers_leave_through_the_worker_with_the_wire()
    {
        using MemoryWorkers group = Create(senders: 1);
        group.Send(1, 20);
        group.Drain();
        Assert.Equal((0, 20 * (Ports - 1)), (group.Delivered(0), group.Delivered(1)));
        Assert.Equal(40, group.Wires[0].Traffic.TxFrames);
        Assert.Equal((0, group.Pool.Total), (group.DroppedBetweenWorkers, group.Pool.Free));
    }

    private static MemoryWorkers Create(int senders = int.MaxValue)
    {
        var group = new MemoryWorkers(workers: 2, flows: 2, senders: senders, fromContainer: FloodHost.Broadcast(MemoryHost.PortMac(0)))
        {
            Unnumbered = true
        };
        for (int port = 3; port <= Ports; port++)
            group.State.Add(new Port(port, overlay: 0, ifIndex: 10 + port, new MacAddress(0x0200_0000_0200UL + (ulong)port)));
        group.State.Overlays[0].Ports = [0, 1, .. Enumerable.Range(3, Ports - 2)];
        group.State.Ports[0].Storm.PerSecond = int.MaxValue;
        return group;
    }
}
