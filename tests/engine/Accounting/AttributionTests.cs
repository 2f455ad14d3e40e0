using Falcon.Engine.Accounting;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Accounting;

/// <summary>Who pays for what, one test per rule.</summary>
public sealed class AttributionTests : IDisposable
{
    private static readonly int s_port0 = Accounts.OfPort(0);
    private static readonly int s_port1 = Accounts.OfPort(1);
    private static readonly int s_overlay0 = Accounts.OfOverlay(0);

    private readonly BillingHost _billing = new();

    public void Dispose() => _billing.Dispose();

    [Fact]
    public void The_receiver_pays_for_all_that_a_frame_from_the_wire_takes()
    {
        _billing.Host.Receive(FromWire(MemoryHost.PortMac(1)));
        Assert.Equal([StageId.Decapsulate, StageId.Bridge, StageId.Coalesce, StageId.Deliver], _billing.PaidBy(s_port1));
        Assert.Empty(_billing.PaidBy(s_port0));
        Assert.Empty(_billing.PaidBy(Accounts.Host));
    }

    [Fact]
    public void The_sender_pays_for_all_that_a_frame_to_the_wire_takes()
    {
        _billing.Host.State.Fdb.AddStatic(0, TestFrames.Remote, FdbTarget.Vtep(0));
        _billing.Host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote));
        Assert.Equal([StageId.Collect, StageId.Bridge, StageId.Encapsulate], _billing.PaidBy(s_port0));
        Assert.Empty(_billing.PaidBy(s_port1));
        Assert.Empty(_billing.PaidBy(Accounts.Host));
    }

    [Fact]
    public void Between_two_containers_the_sender_pays_up_to_the_bridge_and_the_receiver_from_there()
    {
        _billing.Host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1)));
        Assert.Equal([StageId.Collect, StageId.Bridge], _billing.PaidBy(s_port0));
        Assert.Equal([StageId.Coalesce, StageId.Deliver], _billing.PaidBy(s_port1));
    }

    [Fact]
    public void The_sender_pays_for_every_copy_of_its_broadcast()
    {
        _billing.Host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), MacAddress.Broadcast));
        Assert.Equal([StageId.Collect, StageId.Bridge, StageId.Coalesce, StageId.Deliver, StageId.Encapsulate], _billing.PaidBy(s_port0));
        Assert.Empty(_billing.PaidBy(s_port1));
    }

    [Fact]
    public void The_overlay_pays_for_a_broadcast_from_the_wire_and_all_its_copies()
    {
        _billing.Host.Receive(FromWire(MacAddress.Broadcast));
        Assert.Equal([StageId.Decapsulate, StageId.Bridge, StageId.Coalesce, StageId.Deliver], _billing.PaidBy(s_overlay0));
        Assert.Empty(_billing.PaidBy(Accounts.Host));
        Assert.Empty(_billing.PaidBy(s_port0));
        Assert.Empty(_billing.PaidBy(s_port1));
        Assert.Empty(_billing.PaidBy(Accounts.OfOverlay(1)));
    }

    [Fact]
    public void The_overlay_pays_for_what_bridge_drops_of_the_wires()
    {
        _billing.Host.Receive(FromWire(new MacAddress(0x0180_C200_0000)));
        Assert.Equal([StageId.Decapsulate, StageId.Bridge], _billing.PaidBy(s_overlay0));
        Assert.Empty(_billing.PaidBy(Accounts.Host));
    }

    [Fact]
    public void The_host_pays_for_noise_on_the_uplink()
    {
        _billing.Host.Receive(new byte[64], TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)), vni: 999));
        Assert.Equal([StageId.Decapsulate], _billing.PaidBy(Accounts.Host));
        Assert.Empty(_billing.PaidBy(s_port0));
    }

    [Fact]
    public void Noise_beside_a_containers_frames_is_the_hosts_and_the_rest_the_containers()
    {
        _billing.Host.Receive(new byte[64], FromWire(MemoryHost.PortMac(1)));
        Assert.Equal([StageId.Decapsulate], _billing.PaidBy(Accounts.Host));
        Assert.Equal([StageId.Decapsulate, StageId.Bridge, StageId.Coalesce, StageId.Deliver], _billing.PaidBy(s_port1));
    }

    [Fact]
    public void A_container_pays_for_what_it_sent_and_nobody_got()
    {
        _billing.Host.Send(0, new byte[10]);
        Assert.Equal([StageId.Collect], _billing.PaidBy(s_port0));
        Assert.Empty(_billing.PaidBy(Accounts.Host));
    }

    [Fact]
    public void A_container_pays_for_frames_dropped_on_their_way_to_it()
    {
        _billing.Host.State.Ports[1].DownReason = "gone";
        _billing.Host.Receive(FromWire(MemoryHost.PortMac(1)));
        Assert.Equal(1, _billing.Host.PortDrops(1, StageId.Deliver, (byte)DeliverDrop.PortDown));
        Assert.Equal([StageId.Decapsulate, StageId.Bridge, StageId.Coalesce, StageId.Deliver], _billing.PaidBy(s_port1));
    }

    [Fact]
    public void A_container_pays_for_the_answer_to_its_packet_that_is_too_big()
    {
        _billing.Host.State.Fdb.AddStatic(0, TestFrames.Remote, FdbTarget.Vtep(0));
        _billing.Host.Send(0, TooBig());
        Assert.Contains(StageId.Deliver, _billing.PaidBy(s_port0));
    }

    /// <summary>Each batch up to Bridge has one receiver, but the turn has several.</summary>
    [Fact]
    public void Receivers_whose_frames_came_in_batches_of_their_own_pay_for_their_parts_of_what_follows()
    {
        _billing.Host.Receive([.. Batch(MemoryHost.PortMac(0)), .. Batch(MemoryHost.PortMac(1))]);
        BillTotals bills = _billing.Bills();
        foreach (StageId stage in new[] { StageId.Decapsulate, StageId.Bridge, StageId.Coalesce, StageId.Deliver })
        {
            Assert.True(bills.Of(s_port0)[(int)stage] > 0, $"{stage}");
            Assert.True(bills.Of(s_port1)[(int)stage] > 0, $"{stage}");
        }
    }

    [Fact]
    public void The_overlay_pays_for_broadcasts_beside_a_batch_of_a_receiver()
    {
        _billing.Host.Receive([.. Batch(MemoryHost.PortMac(0)), .. Batch(MacAddress.Broadcast)]);
        StageId[] all = [StageId.Decapsulate, StageId.Bridge, StageId.Coalesce, StageId.Deliver];
        Assert.Equal(all, _billing.PaidBy(s_port0));
        Assert.Equal(all, _billing.PaidBy(s_overlay0));
        Assert.Empty(_billing.PaidBy(s_port1));
    }

    /// <summary>The answer waits at Deliver for the next turn, in which only another container gets a frame.</summary>
    [Fact]
    public void An_answer_from_the_turn_before_is_not_the_next_receivers()
    {
        _billing.Host.State.Fdb.AddStatic(0, TestFrames.Remote, FdbTarget.Vtep(0));
        _billing.Host.PortQueue.Enqueue((0, TooBig()));
        _billing.Host.Pipeline.Turn();
        _billing.Host.Receive(FromWire(MemoryHost.PortMac(1)));
        Assert.Contains(StageId.Deliver, _billing.PaidBy(s_port0));
        Assert.Contains(StageId.Deliver, _billing.PaidBy(s_port1));
    }

    [Fact]
    public void Nobody_pays_for_looking_where_nothing_waits()
    {
        _billing.Host.Run();
        BillTotals bills = _billing.Bills();
        Assert.True(bills.Regimes[(int)Regime.EmptyPolls] > 0);
        for (int account = 0; account <= 3; account++) Assert.Equal(0, bills.Of(account).ToArray().Sum());
    }

    /// <summary>A packet above the overlay's MTU that must not be fragmented.</summary>
    private static byte[] TooBig()
    {
        byte[] frame = TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote, payload: MemoryHost.Mtu);
        frame[20] |= 0x40;
        return frame;
    }

    private static byte[][] Batch(MacAddress to) => [.. Enumerable.Repeat(FromWire(to), Pipeline.DefaultBatch)];

    private static byte[] FromWire(MacAddress to) => TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, to));
}
