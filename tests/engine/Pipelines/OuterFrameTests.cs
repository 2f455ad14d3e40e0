using System.Net;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Pipelines;

/// <summary>Outer frames that no peer sends: each is dropped with a reason, and nothing is learned from it.</summary>
public sealed class OuterFrameTests : IDisposable
{
    private readonly MemoryHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_frame_for_another_mac_address_is_dropped_in_the_midst_of_a_run()
    {
        byte[] foreign = Whole();
        foreign[5] ^= 1;
        _host.Receive(Whole(), foreign, Whole());
        Assert.Equal(1, _host.Drops(DecapsulateDrop.ForeignMac));
        Assert.Equal(2, _host.ToPorts.Count);
    }

    [Theory]
    [InlineData(0xFF_FF_FF_FF_FF_FF)]
    [InlineData(0x01_00_5E_00_00_05)]
    public void A_frame_for_a_group_is_dropped(ulong destination)
    {
        byte[] frame = Whole();
        new MacAddress(destination).Write(frame);
        _host.Receive(frame);
        Assert.Equal(1, _host.Drops(DecapsulateDrop.ForeignMac));
    }

    [Fact]
    public void A_vlan_tag_is_refused_unless_the_uplink_accepts_it()
    {
        _host.Receive(Whole(), Tagged(Whole(), 5), Whole());
        Assert.Equal(1, _host.Drops(DecapsulateDrop.OuterVlan));
        Assert.Equal(2, _host.ToPorts.Count);

        _host.State.Underlay = MemoryHost.Underlay(OuterRules.AcceptVlan);
        _host.Receive(Tagged(Whole(), 5));
        Assert.Equal(3, _host.ToPorts.Count);
    }

    [Fact]
    public void A_priority_tag_is_no_vlan()
    {
        _host.Receive(Tagged(Whole(), 0));
        Assert.Single(_host.ToPorts);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.2")]
    [InlineData("10.0.0.255")]
    [InlineData("127.0.0.1")]
    [InlineData("224.0.0.5")]
    [InlineData("255.255.255.255")]
    public void An_impossible_source_is_dropped_and_teaches_nothing(string source)
    {
        var inner = new MacAddress(0x0200_0000_0F01);
        _host.Receive(Whole(), TestFrames.Vxlan(TestFrames.Udp(inner, MemoryHost.PortMac(0)), from: IPAddress.Parse(source)), Whole());
        Assert.Equal(1, _host.Drops(DecapsulateDrop.MartianSource));
        Assert.Equal(2, _host.ToPorts.Count);
        Assert.True(_host.State.Fdb.Lookup(0, inner, Clock.Seconds).IsNone);
        Assert.False(_host.Strangers.Reader.TryRead(out _));
    }

    [Theory]
    [InlineData("10.0.0.254")]
    [InlineData("10.0.1.255")]
    [InlineData("240.0.0.1")]
    public void An_unusual_source_is_a_stranger_and_no_martian(string source)
    {
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)), from: IPAddress.Parse(source)));
        Assert.Single(_host.ToPorts);
        Assert.True(_host.Strangers.Reader.TryRead(out _));
    }

    [Theory]
    [InlineData("10.1.2.3", 8, "10.255.255.255", true)]
    [InlineData("10.1.2.3", 8, "10.1.2.255", false)]
    [InlineData("10.1.2.3", 30, "10.1.2.3", true)] // our own address
    [InlineData("10.1.2.1", 30, "10.1.2.3", true)]
    [InlineData("10.1.2.2", 31, "10.1.2.3", false)]
    [InlineData("10.1.2.2", 32, "10.1.2.3", false)]
    [InlineData("fd99::1", 64, "fd99::1", true)]
    [InlineData("fd99::1", 64, "fd99::ffff:ffff:ffff:ffff", false)]
    [InlineData("fd99::1", 64, "ff02::1", true)]
    [InlineData("fd99::1", 64, "fe80::1", false)]
    public void A_martian_is_what_no_peer_can_have(string address, int prefix, string source, bool martian)
    {
        UnderlayIdentity underlay =
            new([], [new UplinkIdentity(MemoryHost.UplinkMac, OuterRules.Strict, [(IPAddress.Parse(address), prefix)])]);
        Assert.Equal(martian, underlay.IsMartian(VtepAddress.ToUInt128(IPAddress.Parse(source))));
    }

    [Fact]
    public void A_changed_mac_address_counts_from_the_next_batch()
    {
        var mac = new MacAddress(0x0200_0000_0801);
        byte[] frame = Whole();
        mac.Write(frame);
        _host.Receive(Whole(), frame);
        _host.State.Underlay = new([MemoryHost.Local], [new UplinkIdentity(mac, OuterRules.Strict, [])]);
        _host.Receive(frame, Whole());
        Assert.Equal(2, _host.ToPorts.Count);
        Assert.Equal(2, _host.Drops(DecapsulateDrop.ForeignMac));
    }

    [Theory]
    [InlineData(0x0C, 1, false)] // VXLAN-GPE: IPv4
    [InlineData(0x0C, 2, false)] // VXLAN-GPE: IPv6
    [InlineData(0x0C, 3, true)] // VXLAN-GPE: Ethernet
    [InlineData(0x09, 0, false)] // VXLAN-GPE: OAM
    [InlineData(0x08, 1, true)]
    [InlineData(0x88, 7, true)] // group policy
    public void Reserved_bits_are_refused_or_ignored_and_no_ethernet_is_always_refused(byte flags, byte nextProtocol, bool ignorable)
    {
        byte[] frame = Whole();
        frame[42] = flags;
        frame[45] = nextProtocol;
        _host.Receive(Whole(), frame, Whole());
        Assert.Equal(1, _host.Drops(DecapsulateDrop.BadFlags));

        _host.State.Underlay = MemoryHost.Underlay(OuterRules.IgnoreReservedBits);
        _host.Receive(Whole(), frame, Whole());
        Assert.Equal(ignorable ? 1 : 2, _host.Drops(DecapsulateDrop.BadFlags));
    }

    private static byte[] Whole() => TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0)));

    private static byte[] Tagged(byte[] frame, byte vlan) => [.. frame[..12], 0x81, 0x00, 0x00, vlan, .. frame[12..]];
}
