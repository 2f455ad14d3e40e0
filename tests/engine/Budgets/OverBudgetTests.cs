using Falcon.Engine.Stages;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Budgets;

/// <summary>What the stages do with frames of a port that has spent its budget.</summary>
public sealed class OverBudgetTests : IDisposable
{
    private readonly MemoryHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Bridge_drops_what_is_for_it_on_its_account_and_nobody_elses()
    {
        _host.State.Ports[1].OverBudget = true;
        _host.Receive(
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(1))),
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0))));

        Assert.Equal(0, Assert.Single(_host.ToPorts).Port);
        Assert.Equal((1, 0), (_host.PortDrops(
            1, StageId.Bridge, (byte)BridgeDrop.OverBudget), _host.PortDrops(0, StageId.Bridge, (byte)BridgeDrop.OverBudget)));
    }

    [Fact]
    public void A_neighbours_frames_for_it_are_dropped_too()
    {
        _host.State.Ports[1].OverBudget = true;
        _host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1)));
        Assert.Empty(_host.ToPorts);
        Assert.Equal(1, _host.PortDrops(1, StageId.Bridge, (byte)BridgeDrop.OverBudget));
    }

    [Fact]
    public void Deliver_drops_its_copy_of_a_broadcast()
    {
        _host.State.Ports[1].OverBudget = true;
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MacAddress.Broadcast)));
        Assert.Equal(0, Assert.Single(_host.ToPorts).Port);
        Assert.Equal(1, _host.PortDrops(1, StageId.Deliver, (byte)DeliverDrop.OverBudget));
    }

    [Fact]
    public void What_it_sends_is_dropped_only_where_it_cannot_be_held_back()
    {
        _host.State.Ports[1].OverBudget = true;
        _host.Send(1, TestFrames.Udp(MemoryHost.PortMac(1), MemoryHost.PortMac(0)));
        Assert.Single(_host.ToPorts);

        _host.State.Ports[1].DropsSent = true;
        _host.Send(1, TestFrames.Udp(MemoryHost.PortMac(1), MemoryHost.PortMac(0)));
        Assert.Single(_host.ToPorts);
        Assert.Equal(1, _host.PortDrops(1, StageId.Collect, (byte)CollectDrop.OverBudget));
    }
}
