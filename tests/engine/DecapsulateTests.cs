using System.Net;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Tests;

public sealed class DecapsulateTests : IDisposable
{
    private readonly MemoryHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_frame_truncated_anywhere_is_dropped_with_a_reason_and_never_delivered()
    {
        byte[] frame = TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)));
        for (int length = 1; length < frame.Length; length++) _host.Receive(frame[..length]);
        Assert.Empty(_host.ToPorts);
        Assert.Equal(frame.Length - 1, TotalDrops());
    }

    [Fact]
    public void An_unknown_vni_is_dropped_with_its_reason()
    {
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)), vni: 101));
        Assert.Equal(1, _host.Drops(DecapsulateDrop.UnknownVni));
    }

    [Fact]
    public void A_frame_for_another_vtep_is_dropped_with_its_reason()
    {
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)), to: IPAddress.Parse("10.0.0.99")));
        Assert.Equal(1, _host.Drops(DecapsulateDrop.NotForUs));
    }

    [Fact]
    public void A_missing_i_flag_is_dropped_with_its_reason()
    {
        byte[] frame = TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)));
        frame[42] = 0;
        _host.Receive(frame);
        Assert.Equal(1, _host.Drops(DecapsulateDrop.BadFlags));
    }

    [Fact]
    public void An_inner_vlan_tag_is_dropped_with_its_reason()
    {
        byte[] inner = TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0));
        byte[] tagged = [.. inner[..12], 0x81, 0x00, 0x00, 0x05, .. inner[12..]];
        _host.Receive(TestFrames.Vxlan(tagged));
        Assert.Equal(1, _host.OverlayDrops(0, StageId.Decapsulate, (byte)DecapsulateDrop.InnerVlan));
    }

    [Fact]
    public void Frames_of_one_flow_share_a_hash_and_other_flows_differ()
    {
        using var host = new MemoryHost();
        foreach (ushort port in (ushort[])[1000, 1000, 1001])
            host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote, sourcePort: port));
        ushort[] outerPorts = [.. host.ToWire.Select(frame => (ushort)(frame[34] << 8 | frame[35]))];
        Assert.Equal(outerPorts[0], outerPorts[2]);
        Assert.NotEqual(outerPorts[0], outerPorts[4]);
        Assert.All(outerPorts, port => Assert.InRange(port, 49152, 65535));
    }

    private long TotalDrops()
    {
        long total = 0;
        foreach (long drops in _host.Context.Drops.Host) total += drops;
        foreach (long drops in _host.Context.Drops.Overlay(0)) total += drops;
        return total;
    }
}
