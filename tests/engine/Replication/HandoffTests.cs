using Falcon.Engine.Tables;
using Falcon.Engine.Tests.Handoff;
using Falcon.Steering.Routing;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Replication;

/// <summary>Copies that other workers deliver or send.</summary>
public sealed class HandoffTests
{
    private const int Ports = 1000;

    [Theory]
    [InlineData(SteeredStage.Coalesce)]
    [InlineData(SteeredStage.Deliver)]
    public void Copies_for_a_worker_that_is_behind_wait_and_none_is_lost(SteeredStage stage)
    {
        using MemoryMesh mesh = Create();
        for (int bucket = 0; bucket < mesh.Placement.Buckets; bucket++) mesh.Placement.Want(stage, bucket, 1);
        mesh.Send(0, 20);
        for (int turn = 0; turn < 30; turn++) mesh.Pipelines[0].Turn(); // worker 1 does not come to look
        Assert.InRange(
            mesh.Mesh.FramesFor(1),
            Engine.Pipelines.Replicator.Slice,
            Engine.Handoff.HandoffRings.InboxCapacity / 2 + Engine.Pipelines.Replicator.Slice);

        mesh.Settle();
        Assert.Equal((0, 20 * (Ports - 1)), (mesh.Delivered(0), mesh.Delivered(1)));
        Assert.Equal(40, mesh.Wires[0].Traffic.TxFrames);
        Assert.Equal((0, mesh.Pool.Total), (mesh.DroppedBetweenWorkers, mesh.Pool.Free));
    }

    [Fact]
    public void Copies_for_peers_leave_through_the_worker_with_the_wire()
    {
        using MemoryMesh mesh = Create(senders: 1);
        mesh.Send(1, 20);
        mesh.Settle();
        Assert.Equal((0, 20 * (Ports - 1)), (mesh.Delivered(0), mesh.Delivered(1)));
        Assert.Equal(40, mesh.Wires[0].Traffic.TxFrames);
        Assert.Equal((0, mesh.Pool.Total), (mesh.DroppedBetweenWorkers, mesh.Pool.Free));
    }

    private static MemoryMesh Create(int senders = int.MaxValue)
    {
        var mesh = new MemoryMesh(workers: 2, flows: 2, senders: senders, fromContainer: FloodHost.Broadcast(MemoryHost.PortMac(0)))
        {
            Unnumbered = true
        };
        for (int port = 3; port <= Ports; port++)
            mesh.State.Add(new Port(port, overlay: 0, ifIndex: 10 + port, new MacAddress(0x0200_0000_0200UL + (ulong)port)));
        mesh.State.Overlays[0].Ports = [0, 1, .. Enumerable.Range(3, Ports - 2)];
        mesh.State.Ports[0].Storm.PerSecond = int.MaxValue;
        return mesh;
    }
}
