using System.Net;
using Falcon.Engine.Stages;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Pipelines;

/// <summary>Overlays that refuse VTEPs that their configuration does not name.</summary>
public sealed class StrangerTests : IDisposable
{
    private static readonly IPAddress s_stranger = IPAddress.Parse("10.0.0.77");

    private readonly MemoryHost _host = new();

    public StrangerTests()
    {
        _host.State.Overlays[0].Named = [0];
        _host.State.Overlays[0].RefusesStrangers = true;
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Who_is_named_is_served_and_others_are_dropped_counted_and_not_learned()
    {
        byte[] inner = TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0));
        _host.Receive(TestFrames.Vxlan(inner, from: MemoryHost.PeerA));
        Assert.Single(_host.ToPorts);

        byte[] other = TestFrames.Udp(new MacAddress(0x0200_0000_0777), MemoryHost.PortMac(0));
        _host.Receive(
            TestFrames.Vxlan(other, from: s_stranger),
            TestFrames.Vxlan(other, from: s_stranger),
            TestFrames.Vxlan(other, from: MemoryHost.PeerB));
        Assert.Single(_host.ToPorts);
        Assert.Equal(3, _host.OverlayDrops(0, StageId.Decapsulate, (byte)DecapsulateDrop.Stranger));
        Assert.True(_host.State.Fdb.Lookup(0, new MacAddress(0x0200_0000_0777), 0).IsNone);
        Assert.False(_host.Strangers.Reader.TryRead(out _));
    }

    [Fact]
    public void It_holds_for_its_overlay_only_and_changes_while_frames_flow()
    {
        byte[] inner = TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(2));
        _host.Receive(TestFrames.Vxlan(inner, from: s_stranger, vni: 200));
        Assert.Single(_host.ToPorts);

        _host.State.Overlays[0].RefusesStrangers = false;
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)), from: s_stranger));
        Assert.Equal(2, _host.ToPorts.Count);
    }
}
