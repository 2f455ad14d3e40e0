using CsCheck;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Engine.Tests.Coalescing;
using Falcon.Engine.Tests.Lanes;
using Falcon.Testing.Frames;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Pipelines;

/// <summary>Broadcasts reach every receiver, over as many turns as it takes.</summary>
public sealed class ReplicatorTests
{
    [Fact]
    public void A_burst_of_broadcasts_reaches_every_port_in_order()
    {
        using MemoryHost host = FloodHost.Create(ports: 250);
        host.Receive([.. Enumerable.Range(0, 60).Select(FloodHost.FromWire)]);

        ILookup<int, int> numbers = FloodHost.Numbers(host);
        Assert.Equal(250, numbers.Count);
        Assert.All(numbers, port => Assert.Equal(Enumerable.Range(0, 60), port));
    }

    [Fact]
    public void As_many_ports_as_there_can_be_hear_a_broadcast_of_the_wire_and_one_of_a_container()
    {
        using MemoryHost host = FloodHost.Create(ports: ForwardingState.MostPorts - 1);
        host.Receive(FloodHost.FromWire(1));
        host.Send(0, FloodHost.Broadcast(MemoryHost.PortMac(0), 2));

        ILookup<int, int> numbers = FloodHost.Numbers(host);
        Assert.Equal(ForwardingState.MostPorts - 1, numbers.Count);
        Assert.All(numbers, port => Assert.Equal(port.Key == 0 ? [1] : [1, 2], port));
        Assert.Equal(2, host.ToWire.Count);
    }

    [Fact]
    public void A_turn_makes_a_slice_of_the_copies_and_unicast_does_not_wait_for_the_rest()
    {
        using MemoryHost host = FloodHost.Create(ports: 1000);
        for (int number = 0; number < 20; number++) host.WireQueue.Enqueue(FloodHost.FromWire(number));
        host.Pipeline.Turn();
        Assert.InRange(host.ToPorts.Count, 1, Replicator.Slice);

        host.ToPorts.Clear();
        host.WireQueue.Enqueue(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0), payload: 99)));
        host.PortQueue.Enqueue((0, TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1), payload: 99)));
        Assert.True(host.Pipeline.Turn() > 0);
        Assert.Equal(
            [0, 1],
            host.ToPorts.Where(delivered => delivered.Bytes.Length == 42 + 99).Select(delivered => delivered.Port).Order());
        Assert.InRange(host.ToPorts.Count, 3, Replicator.Slice + 2);
        Assert.Equal(host.Pool.Total, host.Pool.Free + host.Context.FramesInStages);
        host.Run();
    }

    [Fact]
    public void The_worker_does_not_sleep_while_copies_are_owed()
    {
        using MemoryHost host = FloodHost.Create(ports: 1000);
        host.WireQueue.Enqueue(FloodHost.FromWire());
        while (host.ToPorts.Count < 1000) Assert.True(host.Pipeline.Turn() > 0);
        Assert.Equal(0, host.Context.FramesInStages);
    }

    [Fact]
    public void Who_floods_does_not_hold_up_the_broadcasts_of_others()
    {
        using MemoryHost host = FloodHost.Create(ports: 250);
        for (int number = 0; number < 500; number++) host.PortQueue.Enqueue((0, FloodHost.Broadcast(MemoryHost.PortMac(0))));
        host.Pipeline.Turn();
        host.PortQueue.Enqueue((1, FloodHost.Broadcast(MemoryHost.PortMac(1), 77)));
        host.WireQueue.Enqueue(FloodHost.FromWire(78));

        // Three accounts share the slices; the first has 500 x 251 copies to make.
        for (int turn = 0; turn < 6; turn++) host.Pipeline.Turn();
        Assert.Equal(249, host.ToPorts.Count(delivered => FloodHost.NumberOf(delivered.Bytes) == 77));
        Assert.Equal(250, host.ToPorts.Count(delivered => FloodHost.NumberOf(delivered.Bytes) == 78));
        host.Run();
    }

    [Fact]
    public void An_account_holds_half_of_the_places_and_what_does_not_fit_is_counted()
    {
        using MemoryHost host = FloodHost.Create(ports: 3000, frames: 32_768);
        for (int number = 0; number < 3000; number++) host.PortQueue.Enqueue((0, FloodHost.Broadcast(MemoryHost.PortMac(0))));
        for (int turn = 0; turn < 3; turn++) host.Pipeline.Turn();
        Assert.Equal(PendingReplicas.Capacity / 2, host.Context.FramesInStages);
        Assert.Equal(3000 - PendingReplicas.Capacity / 2, host.PortDrops(0, StageId.Bridge, (byte)BridgeDrop.Backlog));

        host.PortQueue.Enqueue((1, FloodHost.Broadcast(MemoryHost.PortMac(1))));
        host.Pipeline.Turn();
        Assert.Equal(0, host.PortDrops(1, StageId.Bridge, (byte)BridgeDrop.Backlog));
    }

    [Fact]
    public void Copies_leave_frames_to_unicast_and_go_on_when_frames_come_back()
    {
        using MemoryHost host = FloodHost.Create(ports: 250, frames: 1024);
        uint[] taken = new uint[1024 - 1024 / 8];
        Assert.Equal(taken.Length, host.Context.Cache.Take(taken));
        host.WireQueue.Enqueue(FloodHost.FromWire(5));
        host.WireQueue.Enqueue(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(1), payload: 99)));
        host.Pipeline.Turn();
        Assert.Equal(1, Assert.Single(host.ToPorts).Port); // the unicast frame

        host.Context.Cache.Return(taken);
        host.Run();
        Assert.Equal(251, host.ToPorts.Count);
    }

    [Fact]
    public void What_finds_no_frame_for_long_is_counted_by_the_copy()
    {
        using MemoryHost host = FloodHost.Create(ports: 250, frames: 1024);
        uint[] taken = new uint[900];
        Assert.Equal(taken.Length, host.Context.Cache.Take(taken));
        host.WireQueue.Enqueue(FloodHost.FromWire());
        host.PortQueue.Enqueue((0, FloodHost.Broadcast(MemoryHost.PortMac(0))));
        while (host.Pipeline.Turn() > 0) { }
        Assert.Empty(host.ToPorts);
        Assert.Equal(250, host.OverlayDrops(0, StageId.Bridge, (byte)BridgeDrop.NoFrame));
        Assert.Equal(249 + 2, host.PortDrops(0, StageId.Bridge, (byte)BridgeDrop.NoFrame));
        host.Context.Cache.Return(taken);
        Assert.Equal(host.Pool.Total, host.Pool.Free);
    }

    [Fact]
    public void A_full_wire_holds_up_the_copies_for_peers_only()
    {
        using MemoryHost host = FloodHost.Create(ports: 300);
        host.Wire.TransmitRoom = 0;
        host.WireQueue.Enqueue(FloodHost.FromWire());
        for (int turn = 0; turn < 2; turn++) host.Pipeline.Turn();
        Assert.Equal(300, host.ToPorts.Count);

        host.Wire.TransmitRoom = 1024;
        host.PortQueue.Enqueue((0, FloodHost.Broadcast(MemoryHost.PortMac(0))));
        host.Pipeline.Turn(); // collects, and makes one slice
        host.Wire.TransmitRoom = 0;
        host.Pipeline.Turn();
        Assert.Equal((300 + 299, 0), (host.ToPorts.Count, host.ToWire.Count));

        host.Wire.TransmitRoom = 1024;
        host.Run();
        Assert.Equal(2, host.ToWire.Count);
    }

    [Fact]
    public void A_wire_that_stays_full_loses_the_copies_for_peers_and_they_are_counted()
    {
        using MemoryHost host = FloodHost.Create(ports: 300);
        host.PortQueue.Enqueue((0, FloodHost.Broadcast(MemoryHost.PortMac(0))));
        host.Pipeline.Turn();
        host.Wire.TransmitRoom = 0;
        while (host.Context.FramesInStages > 0) host.Pipeline.Turn();
        Assert.Equal((299, 0), (host.ToPorts.Count, host.ToWire.Count));
        Assert.Equal(2, host.PortDrops(0, StageId.Bridge, (byte)BridgeDrop.NoFrame));
        Assert.Equal(host.Pool.Total, host.Pool.Free);
    }

    [Fact]
    public void Ports_that_are_down_or_held_get_no_copy_and_are_counted()
    {
        using MemoryHost host = FloodHost.Create(ports: 10);
        host.State.Ports[4].DownReason = "gone";
        host.State.Ports[10].OverBudget = true; // the last port, which gets the original
        host.Receive(FloodHost.FromWire());
        Assert.Equal(8, host.ToPorts.Count);
        Assert.Equal(1, host.PortDrops(4, StageId.Deliver, (byte)DeliverDrop.PortDown));
        Assert.Equal(1, host.PortDrops(10, StageId.Deliver, (byte)DeliverDrop.OverBudget));
    }

    [Fact]
    public void A_large_frame_for_all_reaches_every_port_whole()
    {
        TrainPortLane? containers = null;
        using var host = new MemoryHost(frames: 8192, portLane: (umem, self) => containers = new TrainPortLane(umem, self));
        for (int port = 3; port < 103; port++) host.State.Add(new Port(port, 0, 10 + port, MemoryHost.PortMac(port)));
        host.State.Overlays[0].Ports = [0, 1, .. Enumerable.Range(3, 100)];
        Segment[] segments =
        [
            .. Enumerable.Range(0, 40).Select(i => new Segment
            {
                FromMac = [2, 0, 0, 0, 2, 0], ToMac = [255, 255, 255, 255, 255, 255], Payload = [.. Enumerable.Repeat((byte)i, 200)],
            }),
        ];
        containers!.SendTrain(0, segments);
        host.Run();
        IReadOnlyList<DeliveredTrain> trains = [.. DeliveredTrain.Of(host)];
        Assert.Equal(101, trains.Count);
        byte[] described = DeliveredTrain.Described(segments);
        Assert.All(trains, train => Assert.Equal((40, true), (train.Count, described.AsSpan().SequenceEqual(train.Bytes))));
        Assert.Equal(80, host.ToWire.Count);
    }

    [Fact]
    public void A_port_that_is_added_meanwhile_hears_what_comes_after()
    {
        using MemoryHost host = FloodHost.Create(ports: 600);
        host.WireQueue.Enqueue(FloodHost.FromWire(1));
        host.Pipeline.Turn();
        host.State.Add(new Port(601, 0, 700, MemoryHost.PortMac(601)));
        host.State.Overlays[0].Ports = [.. host.State.Overlays[0].Ports, 601];
        host.Receive(FloodHost.FromWire(2));
        ILookup<int, int> numbers = FloodHost.Numbers(host);
        Assert.Equal([2], numbers[601]);
        Assert.Equal([1, 2], numbers[600]);
    }

    /// <summary>
    /// Whatever comes in whatever order: each receiver gets each source's broadcasts in order, each broadcast once or counted as dropped,
    /// and no frame is lost.
    /// </summary>
    [Fact]
    public void Every_port_gets_its_copy_or_a_counted_drop_in_order() =>
        Gen.Select(Gen.Int[2, 80], Gen.Int[-1, 40].Array[1, 60].Array[1, 6], Gen.Int[512, 4096]).Sample((ports, turns, frames) =>
        {
            using MemoryHost host = FloodHost.Create(ports, frames);
            int[] members = host.State.Overlays[0].Ports;
            var sent = new Dictionary<int, int>(); // by source; -1 is the wire
            int number = 0;
            foreach (int[] sources in turns)
            {
                foreach (int any in sources)
                {
                    int source = any < 0 ? -1 : members[any % members.Length];
                    byte[] frame = FloodHost.Broadcast(source < 0 ? TestFrames.Remote : MemoryHost.PortMac(source), ++number);
                    if (source < 0) host.WireQueue.Enqueue(TestFrames.Vxlan(frame));
                    else host.PortQueue.Enqueue(((ushort)source, frame));
                    sent[source] = sent.GetValueOrDefault(source) + 1;
                }

                host.Pipeline.Turn();
                Assert.Equal(host.Pool.Total, host.Pool.Free + host.Context.FramesInStages);
            }

            host.Run();
            foreach (IGrouping<int, (int Port, byte[] Bytes)> receiver in host.ToPorts.GroupBy(delivered => delivered.Port))
            {
                foreach (IGrouping<ulong, (int Port, byte[] Bytes)> flow in
                    receiver.GroupBy(delivered => MacAddress.Read(delivered.Bytes.AsSpan(6)).Value))
                {
                    int[] numbers = [.. flow.Select(delivered => FloodHost.NumberOf(delivered.Bytes))];
                    Assert.Equal(numbers.Order().Distinct(), numbers);
                }
            }

            foreach ((int source, int count) in sent)
            {
                MacAddress from = source < 0 ? TestFrames.Remote : MemoryHost.PortMac(source);
                long backlog = source < 0
                    ? host.OverlayDrops(0, StageId.Bridge, (byte)BridgeDrop.Backlog)
                    : host.PortDrops(source, StageId.Bridge, (byte)BridgeDrop.Backlog);
                long copies = host.ToPorts.Count(delivered => MacAddress.Read(delivered.Bytes.AsSpan(6)) == from);
                Assert.Equal((count - backlog) * (source < 0 ? members.Length : members.Length - 1), copies);
            }
        }, iter: 200);
}
