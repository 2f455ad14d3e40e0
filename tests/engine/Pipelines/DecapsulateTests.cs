using System.Net;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Tests.Pipelines;

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
        Assert.Equal(frame.Length - 1, TotalDrops(_host));
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

    [Fact]
    public void A_batch_is_decapsulated_as_its_frames_are_one_by_one()
    {
        var random = new Random(7348);
        byte[][] tunnels =
        [
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0))),
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)), from: MemoryHost.PeerB),
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(2)), vni: 200),
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)), vni: 101),
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)), to: IPAddress.Parse("10.0.0.99")),
        ];
        foreach (byte[] frame in tunnels) frame[50 + 23] = 47; // GRE, so that nothing is joined
        using var together = new MemoryHost();
        using var alone = new MemoryHost();
        FloodHost.SetLimit(together, int.MaxValue);
        FloodHost.SetLimit(alone, int.MaxValue);
        for (int round = 0; round < 2_000; round++)
        {
            byte[][] batch = new byte[random.Next(1, 65)][];
            for (int i = 0; i < batch.Length; i++)
            {
                bool runGoesOn = i > 0 && random.Next(4) != 0;
                batch[i] = [.. runGoesOn ? batch[i - 1] : tunnels[random.Next(tunnels.Length)]];
                if (random.Next(3) == 0) batch[i][random.Next(batch[i].Length)] ^= (byte)(1 << random.Next(8));
            }

            together.Receive(batch);
            foreach (byte[] frame in batch) alone.Receive(frame);
        }

        Assert.True(together.ToPorts.Count > 10_000);
        Assert.True(TotalDrops(together) > 10_000);
        Assert.Equal(Delivered(alone), Delivered(together));
        Assert.Equal(alone.Context.Drops.Host.ToArray(), together.Context.Drops.Host.ToArray());
        for (int overlay = 0; overlay < 2; overlay++)
            Assert.Equal(alone.Context.Drops.Overlay(overlay).ToArray(), together.Context.Drops.Overlay(overlay).ToArray());
    }

    /// <summary>The delivered frames, sorted, because copies of broadcasts come after unicast in a turn.</summary>
    private static IEnumerable<string> Delivered(MemoryHost host) =>
        host.ToPorts.Select(frame => $"{frame.Port} {Convert.ToHexString(frame.Bytes)}").Order(StringComparer.Ordinal);

    private static long TotalDrops(MemoryHost host)
    {
        long total = 0;
        foreach (long drops in host.Context.Drops.Host) total += drops;
        foreach (long drops in host.Context.Drops.Overlay(0)) total += drops;
        return total;
    }
}
