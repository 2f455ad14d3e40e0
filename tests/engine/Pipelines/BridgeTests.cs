using System.Net;
using Falcon.Engine.Stages;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Pipelines;

public sealed class BridgeTests : IDisposable
{
    private readonly MemoryHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_frame_from_the_wire_reaches_the_port_with_its_mac_unchanged()
    {
        byte[] inner = TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(1));
        _host.Receive(TestFrames.Vxlan(inner));
        (int port, byte[] bytes) = Assert.Single(_host.ToPorts);
        Assert.Equal(1, port);
        Assert.Equal(inner, bytes);
    }

    [Fact]
    public void An_answer_goes_to_the_vtep_that_its_receiver_was_learned_from()
    {
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)), from: MemoryHost.PeerB));
        byte[] inner = TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote);
        _host.Send(0, inner);
        byte[] frame = Assert.Single(_host.ToWire);
        Assert.Equal(MemoryHost.PeerB, new IPAddress(frame.AsSpan(30, 4)));
        Assert.Equal(inner, frame[50..]);
    }

    [Fact]
    public void Unknown_unicast_goes_to_the_other_ports_of_the_overlay_and_to_each_peer_once()
    {
        _host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote));
        Assert.Equal(1, Assert.Single(_host.ToPorts).Port);
        Assert.Equal([MemoryHost.PeerA, MemoryHost.PeerB], _host.ToWire.Select(frame => new IPAddress(frame.AsSpan(30, 4))));
    }

    [Fact]
    public void A_broadcast_from_the_wire_goes_to_the_ports_only()
    {
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MacAddress.Broadcast)));
        Assert.Equal([0, 1], _host.ToPorts.Select(frame => frame.Port));
        Assert.Empty(_host.ToWire);
    }

    [Fact]
    public void Ports_of_one_overlay_talk_to_each_other_without_the_wire()
    {
        _host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1)));
        Assert.Equal(1, Assert.Single(_host.ToPorts).Port);
        Assert.Empty(_host.ToWire);
    }

    [Fact]
    public void Overlays_do_not_hear_each_other()
    {
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)), vni: 200));
        Assert.Equal(2, Assert.Single(_host.ToPorts).Port); // unknown in that overlay, so flooded to its only port
    }

    [Fact]
    public void A_frame_whose_source_is_a_ports_own_mac_cannot_hijack_it()
    {
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1))));
        Assert.Empty(_host.ToPorts);
        Assert.Equal(1, _host.OverlayDrops(0, StageId.Bridge, (byte)BridgeDrop.Looped));
        Assert.Equal([1, 0], _host.State.Vteps.All.ToArray().Select(vtep => vtep.Looped));
        _host.Send(1, TestFrames.Udp(MemoryHost.PortMac(1), MemoryHost.PortMac(0)));
        Assert.Equal(0, Assert.Single(_host.ToPorts).Port);
    }

    /// <summary>Bridge remembers the target of the train before. The batches mix runs of trains with what ends runs.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Each_frame_of_a_mixed_batch_goes_its_own_way_and_moves_are_followed(int seed)
    {
        var random = new Random(seed);
        for (int batch = 0; batch < 200; batch++)
        {
            _host.ToPorts.Clear();
            int[] expected = new int[3];
            var lastBehind = new IPAddress[3];
            List<byte[]> frames = [];
            while (frames.Count < 50)
            {
                int port = random.Next(3), sender = random.Next(3), run = random.Next(1, 5);
                IPAddress from = random.Next(2) == 0 ? MemoryHost.PeerA : MemoryHost.PeerB;
                byte[] inner = TestFrames.Udp(Sender(sender), MemoryHost.PortMac(port));
                for (int i = 0; i < run; i++) frames.Add(TestFrames.Vxlan(inner, vni: port == 2 ? 200u : 100u, from: from));
                expected[port] += run;
                if (port != 2) lastBehind[sender] = from;
            }

            _host.Receive([.. frames]);
            Assert.Equal(expected, Enumerable.Range(0, 3).Select(port => _host.ToPorts.Count(frame => frame.Port == port)));
            for (int sender = 0; sender < 3; sender++)
            {
                if (lastBehind[sender] is null) continue;
                _host.ToWire.Clear();
                _host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), Sender(sender)));
                Assert.Equal(lastBehind[sender], new IPAddress(Assert.Single(_host.ToWire).AsSpan(30, 4)));
            }
        }

        static MacAddress Sender(int number) => new(TestFrames.Remote.Value + (ulong)number);
    }

    [Fact]
    public void A_frame_that_only_seems_to_belong_to_a_run_is_judged_by_itself()
    {
        byte[] inner = TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1));
        _host.Send(0, inner, inner);
        Assert.Equal(2, _host.ToPorts.Count);
        _host.PortQueue.Enqueue((0, inner));
        _host.WireQueue.Enqueue(TestFrames.Vxlan(inner)); // the same addresses, from elsewhere
        _host.Run();
        Assert.Equal(3, _host.ToPorts.Count);
        Assert.Equal(1, _host.OverlayDrops(0, StageId.Bridge, (byte)BridgeDrop.Looped));
    }

    [Fact]
    public void Nothing_goes_from_one_vtep_to_another()
    {
        _host.Receive(
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)), from: MemoryHost.PeerB),
            TestFrames.Vxlan(TestFrames.Udp(new MacAddress(0x0200_0000_0777), TestFrames.Remote)));
        Assert.Empty(_host.ToWire);
        Assert.Equal(1, _host.OverlayDrops(0, StageId.Bridge, (byte)BridgeDrop.SplitHorizon));
    }

    [Fact]
    public void Spanning_tree_and_its_like_are_not_forwarded()
    {
        _host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), new MacAddress(0x0180_C200_0000)));
        Assert.Empty(_host.ToPorts);
        Assert.Empty(_host.ToWire);
        Assert.Equal(1, _host.PortDrops(0, StageId.Bridge, (byte)BridgeDrop.LinkLocalGroup));
    }

    [Fact]
    public void A_group_address_as_source_is_dropped()
    {
        _host.Send(0, TestFrames.Udp(MacAddress.Broadcast, MemoryHost.PortMac(1)));
        Assert.Equal(1, _host.PortDrops(0, StageId.Bridge, (byte)BridgeDrop.InvalidSource));
    }

    [Fact]
    public void A_container_may_use_macs_of_its_own_and_they_move_with_it()
    {
        var nested = new MacAddress(0x0200_0000_0555);
        _host.Send(0, TestFrames.Udp(nested, MemoryHost.PortMac(1)));
        _host.Send(1, TestFrames.Udp(nested, MemoryHost.PortMac(0)));
        _host.ToPorts.Clear();
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, nested)));
        Assert.Equal(1, Assert.Single(_host.ToPorts).Port);
    }

    [Fact]
    public void A_vtep_that_nobody_configured_is_served_and_reported()
    {
        var stranger = IPAddress.Parse("10.0.0.77");
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)), from: stranger));
        Assert.Single(_host.ToPorts);
        Assert.True(_host.Strangers.Reader.TryRead(out UInt128 reported));
        Assert.Equal(VtepAddress.ToUInt128(stranger), reported);
    }

    [Fact]
    public void A_vtep_without_a_next_hop_costs_the_sender_a_counted_drop()
    {
        using var host = new MemoryHost(routes: false);
        host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote));
        Assert.Empty(host.ToWire);
        Assert.Equal(2, host.PortDrops(0, StageId.Encapsulate, (byte)EncapsulateDrop.NoNextHop));
    }

    [Theory]
    [InlineData(MemoryHost.Mtu - 28, 1)]
    [InlineData(MemoryHost.Mtu - 27, 0)]
    public void A_packet_above_the_mtu_is_dropped_in_both_directions(int payload, int expected)
    {
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0), payload)));
        _host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote, payload));
        Assert.Equal(expected, _host.ToPorts.Count);
        Assert.Equal(expected, _host.ToWire.Count);
        Assert.Equal(1 - expected, _host.PortDrops(0, StageId.Deliver, (byte)DeliverDrop.AboveMtu));
        Assert.Equal(1 - expected, _host.PortDrops(0, StageId.Encapsulate, (byte)EncapsulateDrop.AboveMtu));
    }

    [Fact]
    public void A_removed_ports_address_may_come_from_elsewhere_and_its_last_frames_teach_nothing()
    {
        var moved = MacAddress.Parse("02:00:00:00:77:77");
        _host.State.Ports[0].Removed = true;
        _host.State.Fdb.RemoveTarget(FdbTarget.Port(0));
        _host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1)), TestFrames.Udp(moved, MemoryHost.PortMac(1)));
        Assert.True(_host.State.Fdb.Lookup(0, MemoryHost.PortMac(0), 0).IsNone);
        Assert.True(_host.State.Fdb.Lookup(0, moved, 0).IsNone);

        _host.State.Fdb.Learn(0, MemoryHost.PortMac(0), FdbTarget.Port(0), 0); // learned from an earlier frame
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1))));
        Assert.Equal(0, _host.OverlayDrops(0, StageId.Bridge, (byte)BridgeDrop.Looped));
        Assert.True(_host.State.Fdb.Lookup(0, MemoryHost.PortMac(0), 0).IsVtep);
    }

    [Fact]
    public void Frames_for_a_port_that_is_down_are_counted()
    {
        _host.State.Ports[0].DownReason = "gone";
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0))));
        Assert.Empty(_host.ToPorts);
        Assert.Equal(1, _host.PortDrops(0, StageId.Deliver, (byte)DeliverDrop.PortDown));
    }

    [Fact]
    public void Broadcasts_for_which_there_are_too_few_frames_are_counted_and_every_frame_is_accounted_for()
    {
        using var host = new MemoryHost(frames: 64);
        byte[] broadcast = TestFrames.Udp(MemoryHost.PortMac(0), MacAddress.Broadcast);
        host.Send(0, [.. Enumerable.Repeat(broadcast, 64)]);
        long backlog = host.PortDrops(0, StageId.Bridge, (byte)BridgeDrop.Backlog);
        Assert.InRange(backlog, 1, 63);
        Assert.Equal((64 - backlog) * 3, host.ToWire.Count + host.ToPorts.Count);
    }
}
