using Falcon.Xsk.KernelPath;
using static Falcon.Netns.Tests.Xsk.KernelPathBench;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>What the kernel path does with frames from the wire, by BPF_PROG_TEST_RUN.</summary>
public sealed class KernelPathFromWireTests : IDisposable
{
    private const byte Ce = 3, Ect0 = 2, Ect1 = 1;

    private readonly KernelPathBench _bench = new KernelPathBench().Fill();

    public void Dispose() => _bench.Dispose();

    public static TheoryData<string, byte[], NotMine> TheEngines()
    {
        Segment usual = Usual();
        byte[] frame = usual.Build(), frame6 = Usual(tcp: false, ipv6: true).Build();
        return new()
        {
            { "unknown destination", Outer((usual with { ToMac = Unknown }).Build()), NotMine.Miss },
            { "another overlay", Outer(frame, vni: OtherVni), NotMine.Miss },
            { "to a group", Outer((usual with { ToMac = [3, 0, 0, 0, 1, 0] }).Build()), NotMine.Group },
            { "to all", Outer((usual with { ToMac = [255, 255, 255, 255, 255, 255] }).Build()), NotMine.Group },
            { "from a group", Outer((usual with { FromMac = [3, 0, 0, 0, 1, 2] }).Build()), NotMine.Group },
            { "unknown source", Outer((usual with { FromMac = Unknown }).Build()), NotMine.Source },
            { "a source behind another VTEP", Outer((usual with { FromMac = Behind6 }).Build()), NotMine.Source },
            { "a source of our own", Outer((usual with { FromMac = Neighbour }).Build()), NotMine.Source },
            { "from another VTEP", Damaged(Outer(frame), 14 + 15, 9), NotMine.Source },
            { "to another of our VTEPs", Damaged(Outer(frame), 14 + 19, 9), NotMine.Source },
            { "from another VTEP over IPv6", FrameBuilder.With(FromBehind6(), 14 + 23, 9), NotMine.Source },
            { "from VTEP to VTEP", Outer((usual with { ToMac = Behind6 }).Build()), NotMine.Return },
            { "ARP", Outer([.. Own, .. Behind4, 8, 6, .. new byte[46]]), NotMine.NotIp },
            { "a VLAN tag", Outer(FrameBuilder.Tagged(frame, 5)), NotMine.NotIp },
            { "first fragment", Outer((usual with { FragmentBits = 0x2000 }).Build()), NotMine.Fragment },
            { "last fragment", Outer((usual with { FragmentBits = 3 }).Build()), NotMine.Fragment },
            { "IPv6 fragment", Outer(FrameBuilder.With(frame6, 14 + 6, 44)), NotMine.Fragment },
            { "IPv4 options", Outer((usual with { IpOptions = new byte[4] }).Build()), NotMine.Options },
            { "hop-by-hop options", Outer(FrameBuilder.With(frame6, 14 + 6, 0)), NotMine.Options },
            { "routing header", Outer(FrameBuilder.With(frame6, 14 + 6, 43)), NotMine.Options },
            { "SCTP", Outer(FrameBuilder.With(frame, 14 + 9, 132)), NotMine.Protocol },
            { "ICMP redirect", Outer(FrameBuilder.With(FrameBuilder.With(frame, 14 + 9, 1), 34, 5)), NotMine.Protocol },
            { "neighbour advertisement", Outer(FrameBuilder.With(FrameBuilder.With(frame6, 14 + 6, 58), 54, 136)), NotMine.Protocol },
            { "padding", Outer((usual with { Padding = 3 }).Build()), NotMine.Malformed },
            { "an IPv4 header too short", Outer(FrameBuilder.With(frame, 14, 0x44)), NotMine.Malformed },
            { "IPv6 in IPv4's clothes", Outer(FrameBuilder.With(frame, 14, 0x65)), NotMine.Malformed },
            { "an IPv6 length too large", Outer(FrameBuilder.With(frame6, 14 + 5, 0xff)), NotMine.Malformed },
            { "a TCP header too short", Outer(FrameBuilder.With(frame, 34 + 12, 0x40)), NotMine.Malformed },
            { "a TCP header longer than the packet", Outer(FrameBuilder.With(Bare(usual), 34 + 12, 0xf0)), NotMine.Malformed },
            { "a UDP length too small", Outer(FrameBuilder.With(frame6, 54 + 4, 0, 9)), NotMine.Malformed },
            { "above the MTU", Outer((usual with { Payload = new byte[Mtu - 39] }).Build()), NotMine.Mtu },
            { "an outer checksum that nobody has looked at", FrameBuilder.With(Outer(frame), 14 + 26, 1), NotMine.Checksum },
            { "congestion that the sender does not understand", Outer(frame, serviceType: Ce), NotMine.Ecn },
            { "no VNI", Outer(frame, flags: 0), NotMine.Outer },
            { "reserved flags", Outer(frame, flags: 0x88), NotMine.Outer },
            { "reserved bits behind the VNI", FrameBuilder.With(Outer(frame), 14 + 35, 1), NotMine.Outer },
            { "a wrong sum of the outer IPv4 header", FrameBuilder.With(Outer(frame), 14 + 8, 63), NotMine.Outer },
            { "for another MAC address", FrameBuilder.With(Outer(frame), 0, 2), NotMine.Outer },
            { "outer padding", [.. Outer(frame), 0], NotMine.Outer },
            { "an outer UDP length too small", FrameBuilder.With(Outer(frame), 14 + 24, 0, 60), NotMine.Outer },
        };
    }

    public static TheoryData<string, byte[]> TheHosts()
    {
        byte[] frame = Outer(Usual().Build());
        return new()
        {
            { "another port", FrameBuilder.With(frame, 14 + 22, 0x12, 0xb6) },
            { "TCP", FrameBuilder.With(frame, 14 + 9, 6) },
            { "a fragment", FrameBuilder.With(frame, 14 + 6, 0x20) },
            { "options", FrameBuilder.With(frame, 14, 0x46) },
            { "ARP", FrameBuilder.With(frame, 12, 8, 6) },
            { "zeros", new byte[64] },
        };
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    public void A_known_frame_reaches_its_port_as_it_was_sent(bool ipv6Underlay, bool ipv6, bool tcp)
    {
        byte[] inner = Inner(ipv6Underlay ? Behind6 : Behind4, Own, tcp, ipv6).Build();

        (uint verdict, byte[] frame, uint mark) = _bench.RunFromWire(Outer(inner, ipv6Underlay));

        Assert.Equal(Redirect, verdict);
        Assert.Equal(inner, frame);
        Assert.Equal((uint)FirstPort, mark);
        PathTraffic port = _bench.Tables.ReadPort(0), wire = _bench.Tables.ReadWire();
        Assert.Equal((1, inner.Length, 0), (port.ReceivedFrames, port.ReceivedBytes, port.SentFrames));
        Assert.Equal((1, inner.Length, 0), (wire.ReceivedFrames, wire.ReceivedBytes, wire.SentFrames));
    }

    [Theory]
    [MemberData(nameof(TheEngines))]
    public void What_is_not_exactly_known_is_the_engines_and_stays_as_it_was(string kind, byte[] frame, NotMine reason)
    {
        (uint verdict, byte[] after, _) = _bench.RunFromWire(frame);

        Assert.True(verdict == Next, kind);
        Assert.Equal(frame, after);
        Assert.Equal(1, _bench.Tables.ReadWire().Of(reason) + _bench.Tables.ReadPort(0).Of(reason));
        Assert.Equal(0, _bench.Tables.ReadPort(0).ReceivedFrames);
    }

    [Theory]
    [MemberData(nameof(TheHosts))]
    public void What_is_not_VXLAN_passes_uncounted(string kind, byte[] frame)
    {
        (uint verdict, byte[] after, _) = _bench.RunFromWire(frame);

        Assert.True(verdict == Next, kind);
        Assert.Equal(frame, after);
        foreach (NotMine reason in Enum.GetValues<NotMine>()) Assert.Equal(0, _bench.Tables.ReadWire().Of(reason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_frame_cut_short_passes_at_every_length(bool ipv6)
    {
        byte[] frame = ipv6 ? FromBehind6() : Outer(Usual().Build());
        for (int length = 14 + (ipv6 ? 40 : 20); length < frame.Length; length++) // shorter ones the kernel refuses to run
        {
            (uint verdict, byte[] after, _) = _bench.RunFromWire(frame[..length]);
            Assert.Equal(Next, verdict);
            Assert.Equal(frame[..length], after);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Changed_frames_pass_unchanged_or_are_carried(bool ipv6)
    {
        var random = new Random(1);
        byte[] usual = ipv6 ? FromBehind6() : Outer(Usual().Build());
        int outer = Header(ipv6).Length, behindIp = 14 + 20, carried = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] frame = [.. usual];
            for (int changes = random.Next(1, 4); changes > 0; changes--) frame[random.Next(12, frame.Length)] = (byte)random.Next(256);
            (uint verdict, byte[] after, _) = _bench.RunFromWire(frame);
            Assert.True(verdict is Next or Redirect);
            if (verdict == Next) Assert.Equal(frame, after);
            else Assert.Equal(frame[(outer + behindIp)..], after[behindIp..]); // the outer ECN field may have changed the IP header
            carried += verdict == Redirect ? 1 : 0;
        }

        Assert.InRange(carried, 1000, 19_000);
    }

    [Fact]
    public void A_train_of_unknown_kind_is_the_engines()
    {
        Assert.Equal(Next, _bench.RunFromWire(Outer(Usual().Build()), segment: 10).Verdict); // a test run has no kind
        Assert.Equal(1, _bench.Tables.ReadPort(0).Of(NotMine.Segments));
    }

    [Fact]
    public void Over_IPv6_a_datagram_without_a_checksum_is_taken_only_where_that_is_accepted()
    {
        Assert.Equal(Redirect, _bench.RunFromWire(FromBehind6()).Verdict);
        _bench.SetVtep(3, ipv6: true, zeroes: false);
        Assert.Equal(Next, _bench.RunFromWire(FromBehind6()).Verdict);
        Assert.Equal(1, _bench.Tables.ReadPort(0).Of(NotMine.Checksum));
    }

    /// <summary>RFC 6040 section 4.2, figure 4; -1: dropped by the engine.</summary>
    [Theory]
    [InlineData(0, 0, 0, 0, -1)]
    [InlineData(Ect0, Ect0, Ect1, Ect0, Ce)]
    [InlineData(Ect1, Ect1, Ect1, Ect1, Ce)]
    [InlineData(Ce, Ce, Ce, Ce, Ce)]
    public void The_outer_mark_is_merged(byte inner, int notEct, int ect1, int ect0, int ce)
    {
        foreach (bool ipv6 in (bool[])[false, true])
        {
            foreach ((byte outer, int wanted) in ((byte, int)[])[(0, notEct), (Ect1, ect1), (Ect0, ect0), (Ce, ce)])
            {
                Segment sent = Usual(ipv6: ipv6) with { ServiceType = (byte)(0xb8 | inner), FlowLabel = 0xabcde };
                (uint verdict, byte[] frame, _) = _bench.RunFromWire(Outer(sent.Build(), serviceType: outer));
                Assert.Equal(wanted < 0 ? Next : Redirect, verdict);
                if (wanted >= 0) Assert.Equal((sent with { ServiceType = (byte)(0xb8 | wanted) }).Build(), frame);
            }
        }
    }

    [Fact]
    public void A_source_behind_a_VTEP_is_seen()
    {
        Assert.Equal(0, _bench.Tables.SeenAt(Vni, Behind4));
        _bench.RunFromWire(Outer(Usual().Build()));
        long now = Environment.TickCount64 * 1_000_000;
        Assert.InRange(_bench.Tables.SeenAt(Vni, Behind4), now - 60_000_000_000, now + 1_000_000_000);
        Assert.Equal(0, _bench.Tables.SeenAt(Vni, Behind6));
    }

    [Fact]
    public void Into_the_shunt_only_marked_frames_come_and_only_to_live_ports()
    {
        byte[] frame = Usual().Build();
        Assert.Equal(Drop, Run(_bench.Programs.PortOut, frame, 0, 0).Verdict);
        Assert.Equal(Drop, Run(_bench.Programs.PortOut, frame, 0, FirstPort + 2).Verdict); // no such port
        Assert.Equal(Drop, Run(_bench.Programs.PortOut, frame, 0, FirstPort + 3).Verdict); // beyond the table
        Assert.Equal((Redirect, 0u), Verdict(Run(_bench.Programs.PortOut, frame, 0, FirstPort + 1)));
        _bench.Tables.RemovePort(1);
        Assert.Equal(Drop, Run(_bench.Programs.PortOut, frame, 0, FirstPort + 1).Verdict);

        static (uint, uint) Verdict((uint Verdict, byte[] Frame, uint Mark) run) => (run.Verdict, run.Mark);
    }

    private static Segment Usual(bool tcp = true, bool ipv6 = false) => Inner(Behind4, Own, tcp, ipv6);

    private static byte[] Bare(Segment segment) => (segment with { Payload = [] }).Build();

    private static byte[] FromBehind6() => Outer(Inner(Behind6, Own).Build(), ipv6: true);

    /// <summary>With another byte in the outer IPv4 header, and its checksum right.</summary>
    private static byte[] Damaged(byte[] frame, int offset, byte value) =>
        [.. frame[..14], .. FrameBuilder.WithIpv4Checksum(FrameBuilder.With(frame, offset, value)[14..])];
}
