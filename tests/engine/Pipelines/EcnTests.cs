using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Testing.Frames;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Pipelines;

/// <summary>Congestion marks and traffic classes through the tunnel (RFC 6040).</summary>
public sealed class EcnTests : IDisposable
{
    private const byte Ect1 = 1, Ect0 = 2, Ce = 3;

    private readonly MemoryHost _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_frame_of_a_run_gets_its_own_mark(bool ipv6)
    {
        Segment segment = new() { Ipv6 = ipv6, Tcp = true, ServiceType = 0xB8 | Ect0, Payload = new byte[10] };
        byte[] outer = [Ect0, Ce, Ce, Ect1, 0, Ce];
        _host.Receive([.. outer.Select((ecn, i) => Marked(segment with { Sequence = (uint)(7 * i) }, ecn))]);
        byte[] expected = [Ect0, Ce, Ce, Ect1, Ect0, Ce];
        Assert.Equal(
            expected.Select((ecn, i) => (segment with { Sequence = (uint)(7 * i), ServiceType = (byte)(0xB8 | ecn) }).Build()),
            _host.ToPorts.Select(frame => frame.Bytes));
    }

    [Fact]
    public void Congestion_over_a_packet_that_cannot_be_marked_is_a_loss()
    {
        byte[] arp = TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0), etherType: 0x0806);
        byte[] ip = new Segment { Tcp = true }.Build();
        foreach (byte[] inner in (byte[][])[arp, ip])
            _host.Receive(TestFrames.Vxlan(inner, trafficClass: Ce), TestFrames.Vxlan(inner, trafficClass: Ect1));
        Assert.Equal(2, _host.ToPorts.Count);
        Assert.Equal(2, _host.OverlayDrops(0, StageId.Decapsulate, (byte)DecapsulateDrop.EcnCeNotEct));
    }

    [Fact]
    public void A_mark_parts_a_train()
    {
        Segment[] segments = [.. Enumerable.Range(0, 4).Select(i => new Segment
        {
            Tcp = true, ServiceType = Ect0, Payload = new byte[100], Sequence = (uint)(1000 + 100 * i), Identification = (ushort)(1 + i),
        })];
        _host.Receive([.. segments.Select((segment, i) => Marked(segment, i < 2 ? Ect0 : Ce))]);
        List<Coalescing.DeliveredTrain> trains = Coalescing.DeliveredTrain.Of(_host);
        Assert.Equal([2, 2], trains.Select(train => train.Count));
        trains[0].Carries(segments[..2]);
        trains[1].Carries([.. segments[2..].Select(segment => segment with { ServiceType = Ce })]);
    }

    [Theory]
    [InlineData(0, 0x00, 0x00)]
    [InlineData(0, 0xBA, 0x02)]
    [InlineData(0, 0x01, 0x01)]
    [InlineData(46, 0x02, 0xBA)]
    [InlineData(null, 0xBA, 0xBA)]
    [InlineData(null, 0xBB, 0xBA)]
    public void The_outer_header_gets_the_dscp_that_is_configured_and_the_inner_ecn(int? dscp, byte inner, byte outer)
    {
        Vtep peer = _host.State.Vteps.All[0];
        VtepRoute route = peer.Route!;
        peer.Route = route with
        {
            Header = new OuterHeader(
                MemoryHost.UplinkMac, route.NextHop, MemoryHost.Local, MemoryHost.PeerA, 4789, udpChecksum: false, dscp: (byte?)dscp)
        };
        _host.State.Fdb.Learn(0, TestFrames.Remote, FdbTarget.Vtep(0), Clock.Seconds);
        foreach (bool ipv6 in (bool[])[false, true])
        {
            _host.ToWire.Clear();
            _host.Send(
                0,
                new Segment
                {
                    Ipv6 = ipv6,
                    ToMac = TestFrames.Remote.ToBytes(),
                    FromMac = MemoryHost.PortMac(0).ToBytes(),
                    ServiceType = inner,
                    Payload = new byte[20]
                }.Build());
            byte[] sent = Assert.Single(_host.ToWire);
            Assert.Equal(outer, sent[15]);
            Assert.Equal(0xFFFF, FrameBuilder.Sum(sent.AsSpan(14, 20)));
        }
    }

    private static byte[] Marked(Segment segment, byte outer) => TestFrames.Vxlan(segment.Build(), trafficClass: outer);
}
