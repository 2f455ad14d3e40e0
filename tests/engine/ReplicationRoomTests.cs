using Falcon.Engine.Stages;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests;

public sealed class ReplicationRoomTests
{
    private static readonly MacAddress s_silent = new(0x0200_0000_0999);

    [Fact]
    public void Broadcasts_of_a_full_turn_leave_room_for_what_is_only_passed_on()
    {
        using var host = new MemoryHost(8192);
        host.State.Overlays[0].Peers = [0, 1, 0, 1, 0];
        host.State.Fdb.AddStatic(0, TestFrames.Remote, FdbTarget.Vtep(0));
        byte[] broadcast = TestFrames.Udp(MemoryHost.PortMac(0), MacAddress.Broadcast);
        byte[] unicast = TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote, payload: 99);

        host.Send(0, [.. Enumerable.Repeat(broadcast, 900), .. Enumerable.Repeat(unicast, 124)]);

        Assert.Equal(124, host.ToWire.Count(frame => frame.Length == unicast.Length + 50));
        Assert.True(host.PortDrops(0, StageId.Bridge, (byte)BridgeDrop.NoFrame) > 0);
        host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), s_silent));
    }
}
