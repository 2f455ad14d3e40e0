using System.Buffers.Binary;
using System.Net;
using Falcon.Xsk.KernelPath;
using static Falcon.Netns.Tests.Xsk.KernelPathBench;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>What the kernel path does with what a container sends, by BPF_PROG_TEST_RUN.</summary>
public sealed class KernelPathFromPortTests : IDisposable
{
    private readonly KernelPathBench _bench = new KernelPathBench().Fill();

    public void Dispose() => _bench.Dispose();

    public static TheoryData<string, byte[], NotMine> TheEngines()
    {
        Segment usual = Usual();
        byte[] frame = usual.Build(), frame6 = Usual(tcp: false, ipv6: true).Build();
        return new()
        {
            { "unknown destination", (usual with { ToMac = Unknown }).Build(), NotMine.Miss },
            { "to a group", (usual with { ToMac = [3, 0, 0, 0, 1, 0] }).Build(), NotMine.Group },
            { "another source", (usual with { FromMac = Neighbour }).Build(), NotMine.Source },
            { "to itself", (usual with { ToMac = Own }).Build(), NotMine.Return },
            { "ARP", [.. Neighbour, .. Own, 8, 6, .. new byte[46]], NotMine.NotIp },
            { "a VLAN tag", FrameBuilder.Tagged(frame, 5), NotMine.NotIp },
            { "a fragment", (usual with { FragmentBits = 0x2000 }).Build(), NotMine.Fragment },
            { "IPv4 options", (usual with { IpOptions = new byte[4] }).Build(), NotMine.Options },
            { "hop-by-hop options", FrameBuilder.With(frame6, 14 + 6, 0), NotMine.Options },
            { "an answer to a DHCP client", (usual with { Tcp = false, FromPort = 67 }).Build(), NotMine.Protocol },
            { "a question of a DHCPv6 client", (usual with { Tcp = false, Ipv6 = true, ToPort = 547 }).Build(), NotMine.Protocol },
            { "GRE", FrameBuilder.With(frame, 14 + 9, 47), NotMine.Protocol },
            { "padding", (usual with { Padding = 1 }).Build(), NotMine.Malformed },
            { "above the MTU", (usual with { Payload = new byte[Mtu - 39] }).Build(), NotMine.Mtu },
            { "above the MTU on the way to a VTEP", (To(Behind4) with { Payload = new byte[Mtu - 39] }).Build(), NotMine.Mtu },
        };
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_neighbour_gets_the_frame_as_it_is(bool ipv6, bool tcp)
    {
        byte[] sent = Usual(tcp, ipv6).Build();

        (uint verdict, byte[] frame, _) = _bench.RunFromPort(sent);

        Assert.Equal(Redirect, verdict);
        Assert.Equal(sent, frame);
        PathTraffic here = _bench.Tables.ReadPort(0), there = _bench.Tables.ReadPort(1);
        Assert.Equal((1, sent.Length, 0), (here.SentFrames, here.SentBytes, here.ReceivedFrames));
        Assert.Equal((1, sent.Length, 0), (there.ReceivedFrames, there.ReceivedBytes, there.SentFrames));
        Assert.Equal(0, _bench.Tables.ReadWire().SentFrames);
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void Towards_a_VTEP_it_is_encapsulated(bool ipv6Underlay, bool ipv6, bool tcp)
    {
        Segment segment = To(ipv6Underlay ? Behind6 : Behind4) with { Ipv6 = ipv6, Tcp = tcp };

        (uint verdict, byte[] frame, uint mark) = _bench.RunFromPort(segment.Build());

        Assert.Equal((Redirect, (uint)Uplink), (verdict, mark));
        Assert.Equal(Encapsulated(segment.Build(), frame, ipv6Underlay), frame);
        Assert.InRange(SourcePort(frame, ipv6Underlay), 49152, 65535);
        Assert.Equal(1, _bench.Tables.ReadWire().SentFrames);
    }

    [Fact]
    public void Flows_have_source_ports_of_their_own_and_keep_them()
    {
        var ports = new HashSet<int>();
        for (int round = 0; round < 2; round++)
        {
            for (int flow = 0; flow < 32; flow++)
                ports.Add(SourcePort(_bench.RunFromPort((To(Behind4) with { FromPort = (ushort)(1000 + flow) }).Build()).Frame, false));
        }

        Assert.InRange(ports.Count, 24, 32);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_outer_ECN_field_is_the_inner_one_but_for_congestion(byte ecn)
    {
        foreach (bool ipv6 in (bool[])[false, true])
        {
            byte[] inner = (To(ipv6 ? Behind6 : Behind4) with { ServiceType = (byte)(0xb8 | ecn) }).Build();
            byte wanted = ecn == 3 ? (byte)2 : ecn;
            Assert.Equal(wanted, ServiceType(_bench.RunFromPort(inner).Frame, ipv6));

            _bench.SetVtep(ipv6 ? 3 : 2, ipv6, serviceType: 0x28);
            Assert.Equal(0x28 | wanted, ServiceType(_bench.RunFromPort(inner).Frame, ipv6));

            _bench.SetVtep(ipv6 ? 3 : 2, ipv6, inherits: true);
            Assert.Equal(0xb8 | wanted, ServiceType(_bench.RunFromPort(inner).Frame, ipv6));
        }
    }

    [Fact]
    public void Where_the_inner_packet_may_be_fragmented_the_outer_one_may_too()
    {
        (_, byte[] frame, _) = _bench.RunFromPort((To(Behind4) with { FragmentBits = 0 }).Build());
        Assert.Equal(0, frame[14 + 6]);
        Assert.Equal(0xffff, FrameBuilder.Sum(frame.AsSpan(14, 20)));
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void A_UDP_checksum_is_right_where_the_inner_one_is(bool ipv6Underlay, bool ipv6, bool tcp)
    {
        _bench.SetVtep(ipv6Underlay ? 3 : 2, ipv6Underlay, checksum: true);
        byte[] frame = _bench.RunFromPort((To(ipv6Underlay ? Behind6 : Behind4) with { Ipv6 = ipv6, Tcp = tcp }).Build()).Frame;
        int ip = 14, udp = ip + (ipv6Underlay ? 40 : 20), addresses = ipv6Underlay ? 16 : 4;
        ReadOnlySpan<byte> from = frame.AsSpan(udp - 2 * addresses, addresses), to = frame.AsSpan(udp - addresses, addresses);
        ushort pseudo = FrameBuilder.PseudoHeader(from, to, FrameBuilder.UdpProtocol, frame.Length - udp);
        Assert.NotEqual(0, BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(udp + 6)));
        Assert.Equal(0xffff, FrameBuilder.Sum(frame.AsSpan(udp), pseudo));

        byte[] unsummed = (To(ipv6Underlay ? Behind6 : Behind4) with { Tcp = false, HasChecksum = false }).Build();
        Assert.Equal(Next, _bench.RunFromPort(unsummed).Verdict);
        Assert.Equal(1, _bench.Tables.ReadPort(0).Of(NotMine.Checksum));
    }

    [Theory]
    [MemberData(nameof(TheEngines))]
    public void What_is_not_exactly_known_is_the_engines_and_stays_as_it_was(string kind, byte[] frame, NotMine reason)
    {
        (uint verdict, byte[] after, _) = _bench.RunFromPort(frame);

        Assert.True(verdict == Next, kind);
        Assert.Equal(frame, after);
        Assert.Equal(1, _bench.Tables.ReadPort(0).Of(reason));
        Assert.Equal(0, _bench.Tables.ReadPort(0).SentFrames);
    }

    [Fact]
    public void A_frame_cut_short_passes_at_every_length()
    {
        byte[] frame = Usual().Build();
        for (int length = 34; length < frame.Length; length++)
        {
            (uint verdict, byte[] after, _) = _bench.RunFromPort(frame[..length]);
            Assert.Equal(Next, verdict);
            Assert.Equal(frame[..length], after);
        }
    }

    [Fact]
    public void Changed_frames_pass_unchanged_or_are_carried()
    {
        var random = new Random(1);
        byte[][] frames = [Usual().Build(), To(Behind4).Build(), (To(Behind6) with { Ipv6 = true, Tcp = false }).Build()];
        int carried = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] frame = [.. frames[i % frames.Length]];
            for (int changes = random.Next(1, 4); changes > 0; changes--) frame[random.Next(12, frame.Length)] = (byte)random.Next(256);
            (uint verdict, byte[] after, _) = _bench.RunFromPort(frame);
            Assert.True(verdict is Next or Redirect);
            if (verdict == Next) Assert.Equal(frame, after);
            else Assert.Equal(frame, after[^frame.Length..]);
            carried += verdict == Redirect ? 1 : 0;
        }

        Assert.InRange(carried, 1000, 19_000);
    }

    [Fact]
    public void A_strict_port_sends_only_from_its_addresses()
    {
        IPAddress[] addresses = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.7"), IPAddress.Parse("2001:db8::1")];
        _bench.Tables.SetPort(0, new PathSender(Overlay, Vni, Own) { Addresses = addresses });
        Assert.Equal(Redirect, _bench.RunFromPort(Usual().Build()).Verdict);
        Assert.Equal(Redirect, _bench.RunFromPort((Usual() with { From = [192, 0, 2, 7] }).Build()).Verdict);
        Assert.Equal(Redirect, _bench.RunFromPort(Usual(ipv6: true).Build()).Verdict);

        foreach (byte[] from in (byte[][])[[192, 0, 2, 8], [0, 0, 0, 0]])
            Assert.Equal(Next, _bench.RunFromPort((Usual() with { From = from }).Build()).Verdict);
        Segment six = Usual(ipv6: true);
        foreach (byte[] from in (byte[][])[FrameBuilder.Address("2001:db8::2"), new byte[16]])
            Assert.Equal(Next, _bench.RunFromPort((six with { From = from }).Build()).Verdict);
        Assert.Equal(4, _bench.Tables.ReadPort(0).Of(NotMine.Address));

        Assert.Throws<ArgumentException>(() => _bench.Tables.SetPort(0, new PathSender(Overlay, Vni, Own)
        {
            Addresses = [.. Enumerable.Range(1, PathSender.MostAddresses + 1).Select(i => IPAddress.Parse($"192.0.2.{i}"))],
        }));
    }

    [Fact]
    public void Into_the_shunt_only_marked_frames_come()
    {
        Assert.Equal(Drop, Run(_bench.Programs.WireOut, Usual().Build(), 0, 0).Verdict);
        (uint verdict, _, uint mark) = Run(_bench.Programs.WireOut, Usual().Build(), 0, Uplink);
        Assert.Equal((Redirect, 0u), (verdict, mark));
    }

    private static Segment Usual(bool tcp = true, bool ipv6 = false) => Inner(Own, Neighbour, tcp, ipv6);

    private static Segment To(byte[] mac) => Inner(Own, mac);

    /// <summary>The frame behind what the headers are to be; the source port is the flow's.</summary>
    private static byte[] Encapsulated(byte[] inner, byte[] frame, bool ipv6)
    {
        byte[] udp = FrameBuilder.Udp((ushort)SourcePort(frame, ipv6), VxlanFrames.Port, FrameBuilder.Vxlan(Vni, inner));
        byte[] header = Header(ipv6);
        byte[] packet = [.. header[14..^16], .. udp];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(ipv6 ? 4 : 2), (ushort)(ipv6 ? packet.Length - 40 : packet.Length));
        return [.. header[..14], .. ipv6 ? packet : FrameBuilder.WithIpv4Checksum(packet)];
    }

    private static int SourcePort(byte[] frame, bool ipv6) => BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(ipv6 ? 54 : 34));

    private static int ServiceType(byte[] frame, bool ipv6) =>
        ipv6 ? BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(14)) >> 4 & 0xff : frame[15];
}
