using Falcon.Xsk.KernelPath;
using static Falcon.Netns.Tests.Xsk.KernelPathBench;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>What revokes, pauses, removes and fills the tables of the kernel path, seen by its programs.</summary>
public sealed class KernelPathTablesTests : IDisposable
{
    private static readonly byte[] s_toNeighbour = Inner(Own, Neighbour).Build(), s_toVtep = Inner(Own, Behind4).Build();
    private static readonly byte[] s_fromVtep = Outer(Inner(Behind4, Own).Build());

    private readonly KernelPathBench _bench = new();

    public void Dispose() => _bench.Dispose();

    public static TheoryData<string, bool, bool, bool> Revocations() => new()
    {
        { nameof(KernelPathTables.RevokeAll), false, false, false },
        { nameof(KernelPathTables.RevokeOverlay), false, false, false },
        { nameof(KernelPathTables.RevokePort), false, false, false },
        { nameof(KernelPathTables.RevokeVtep), true, false, false },
        { "the other overlay", true, true, true },
        { "the neighbour", false, true, true },
    };

    [Fact]
    public void Empty_tables_leave_everything_to_the_engine()
    {
        AssertCarried(false, false, false);
        Assert.Equal(1, _bench.Tables.ReadWire().Of(NotMine.Miss));
        Assert.Equal(2, _bench.Tables.ReadPort(0).Of(NotMine.NoPort));
    }

    [Theory]
    [MemberData(nameof(Revocations))]
    public void One_store_revokes_what_it_names_until_it_is_set_again(string what, bool toNeighbour, bool toVtep, bool fromVtep)
    {
        _bench.Fill();
        AssertCarried(true, true, true);
        Revoke(what);
        AssertCarried(toNeighbour, toVtep, fromVtep);
        Revoke(what);
        AssertCarried(toNeighbour, toVtep, fromVtep);
        _bench.Fill();
        AssertCarried(true, true, true);
    }

    [Fact]
    public void What_is_set_again_in_part_counts_in_part()
    {
        _bench.Fill();
        _bench.Tables.RevokeAll();
        _bench.Tables.SetPort(0, new PathSender(Overlay, Vni, Own));
        AssertCarried(false, false, false);
        Assert.True(_bench.Set(Neighbour, PathTarget.Port(1)));
        AssertCarried(false, false, false);
        _bench.Tables.SetPort(1, new PathSender(Overlay, Vni, Neighbour));
        AssertCarried(true, false, false);
        Assert.True(_bench.Set(Behind4, PathTarget.Vtep(2)));
        AssertCarried(true, false, false);
        _bench.SetVtep(2, ipv6: false);
        AssertCarried(true, true, false);
        Assert.True(_bench.Set(Own, PathTarget.Port(0)));
        AssertCarried(true, true, true);
    }

    [Fact]
    public void A_port_of_another_overlay_gets_nothing()
    {
        _bench.Fill();
        _bench.Tables.SetPort(1, new PathSender(OtherOverlay, OtherVni, Neighbour));
        AssertCarried(false, true, true);
    }

    [Fact]
    public void A_paused_port_neither_sends_nor_gets()
    {
        _bench.Fill();
        _bench.Tables.Pause(1);
        AssertCarried(false, true, true);
        _bench.Tables.Resume(1);
        AssertCarried(true, true, true);
        _bench.Tables.Pause(0);
        AssertCarried(false, false, false);
        Assert.Equal(4, _bench.Tables.ReadPort(0).Of(NotMine.Paused));
    }

    [Theory]
    [InlineData(PathClasses.TcpSent, 0, true, true)]
    [InlineData(PathClasses.TcpReceived, 0, true, false)]
    [InlineData(PathClasses.TcpReceived, 1, true, true)]
    [InlineData(PathClasses.UdpSent, 0, false, true)]
    [InlineData(PathClasses.UdpReceived, 0, false, false)]
    [InlineData(PathClasses.UdpReceived, 1, false, true)]
    public void A_port_leaves_the_classes_that_are_the_engine_s(PathClasses classes, int port, bool tcp, bool local)
    {
        _bench.Fill();
        AssertCarries(tcp, true, true);
        _bench.Tables.Leave(port, classes);
        AssertCarries(!tcp, true, true);
        bool wire = port == 1 || classes is PathClasses.TcpSent or PathClasses.UdpSent;
        AssertCarries(tcp, !local, wire);
        Assert.Equal((local ? 1 : 0) + (wire ? 0 : 1), _bench.Tables.ReadPort(0).Of(NotMine.Choice));
        _bench.Tables.Leave(port, PathClasses.None);
        AssertCarries(tcp, true, true);
    }

    [Fact]
    public void Datagrams_count_whoever_carries_them()
    {
        _bench.Fill();
        AssertCarries(tcp: false, true, true);
        _bench.Tables.Leave(0, PathClasses.UdpSent | PathClasses.UdpReceived);
        AssertCarries(tcp: false, false, false);
        AssertCarries(tcp: true, true, true);
        PathTraffic own = _bench.Tables.ReadPort(0);
        Assert.Equal((2, 2), (own.SentDatagrams, own.ReceivedDatagrams));
    }

    [Fact]
    public void Removed_ports_VTEPs_and_addresses_are_unknown()
    {
        _bench.Fill();
        Assert.True(_bench.Tables.RemoveEntry(Vni, Neighbour));
        Assert.False(_bench.Tables.RemoveEntry(Vni, Neighbour));
        Assert.False(_bench.Tables.RemoveEntry(OtherVni, Own));
        AssertCarried(false, true, true);
        _bench.Tables.RemoveVtep(2);
        AssertCarried(false, false, false);
        _bench.SetVtep(2, ipv6: false);
        AssertCarried(false, false, false); // its addresses were revoked with it
        Assert.True(_bench.Set(Behind4, PathTarget.Vtep(2)));
        AssertCarried(false, true, true);
        _bench.Tables.RemovePort(0);
        AssertCarried(false, false, false);
    }

    [Fact]
    public void An_address_moves()
    {
        _bench.Fill();
        Assert.True(_bench.Set(Behind4, PathTarget.Port(1)));
        Assert.Equal(s_toVtep, _bench.RunFromPort(s_toVtep).Frame); // not encapsulated
        Assert.Equal(1, _bench.Tables.ReadPort(1).ReceivedFrames);
        AssertCarried(true, true, false); // from the wire it is a port's now
        Assert.True(_bench.Set(Behind4, PathTarget.Vtep(3)));
        AssertCarried(true, true, false); // of another VTEP
        Assert.True(_bench.Set(Behind4, PathTarget.Vtep(2), mtu: 60));
        AssertCarried(true, false, true); // larger than the new way carries
        Assert.Equal(4, _bench.Tables.Count);
    }

    [Fact]
    public void A_VTEP_that_changes_is_reached_by_its_new_headers()
    {
        _bench.Fill();
        _bench.SetVtep(2, ipv6: false, serviceType: 0x20);
        AssertCarried(true, true, true);
        Assert.Equal(0x20, _bench.RunFromPort(s_toVtep).Frame[15]);
    }

    [Fact]
    public void Full_tables_say_so_and_room_comes_back()
    {
        using var small = new KernelPathBench(new PathSize(2, 4, 4, 3));
        Assert.True(small.Set(Own, PathTarget.Port(0)) && small.Set(Neighbour, PathTarget.Port(1)));
        Assert.True(small.Set(Behind4, PathTarget.Vtep(2)));
        Assert.False(small.Set(Behind6, PathTarget.Vtep(3)));
        Assert.True(small.Set(Own, PathTarget.Port(0))); // again
        for (int i = 0; i < 10; i++)
        {
            byte[] mac = [2, 0, 0, 0, 2, (byte)i];
            Assert.True(small.Tables.RemoveEntry(Vni, i == 0 ? Behind4 : [2, 0, 0, 0, 2, (byte)(i - 1)]));
            Assert.True(small.Set(mac, PathTarget.Vtep(2)));
        }

        Assert.Equal(3, small.Tables.Count);
    }

    [Fact]
    public void A_MAC_address_has_six_bytes_and_a_header_fifty_or_seventy()
    {
        Assert.Throws<ArgumentException>(() => _bench.Tables.SetEntry(Vni, new byte[5], Overlay, PathTarget.Port(0), Mtu));
        Assert.Throws<ArgumentException>(() => _bench.Tables.SetPort(0, new PathSender(Overlay, Vni, new byte[7])));
        Assert.Throws<ArgumentException>(() => _bench.Tables.SetVtep(2, new PathRoute(Uplink, new byte[54])));
    }

    [Fact]
    public void After_settling_no_frame_passes_by_what_was_removed()
    {
        _bench.Fill();
        bool over = false;
        var flood = new Thread(() =>
        {
            while (!Volatile.Read(ref over)) _bench.RunFromPort(s_toNeighbour);
        });
        flood.Start();
        try
        {
            for (int round = 0; round < 20; round++)
            {
                long before = Passed();
                Assert.True(SpinWait.SpinUntil(() => Passed() > before, TimeSpan.FromMinutes(1)));
                _bench.Tables.RemoveEntry(Vni, Neighbour);
                _bench.Tables.Settle();
                long passed = Passed(), missed = Missed();
                Assert.True(SpinWait.SpinUntil(() => Missed() > missed + 100, TimeSpan.FromMinutes(1)));
                Assert.Equal(passed, Passed());
                Assert.True(_bench.Set(Neighbour, PathTarget.Port(1)));
            }
        }
        finally
        {
            Volatile.Write(ref over, true);
            flood.Join();
        }

        long Passed() => _bench.Tables.ReadPort(0).SentFrames;
        long Missed() => _bench.Tables.ReadPort(0).Of(NotMine.Miss) + _bench.Tables.ReadPort(0).Of(NotMine.Revoked);
    }

    private void AssertCarries(bool tcp, bool local, bool fromWire) => Assert.Equal(
        (local, fromWire),
        (
            _bench.RunFromPort(Inner(Own, Neighbour, tcp).Build()).Verdict == Redirect,
            _bench.RunFromWire(Outer(Inner(Behind4, Own, tcp).Build())).Verdict == Redirect));

    private void AssertCarried(bool toNeighbour, bool toVtep, bool fromVtep) => Assert.Equal(
        (toNeighbour, toVtep, fromVtep),
        (
            _bench.RunFromPort(s_toNeighbour).Verdict == Redirect, _bench.RunFromPort(s_toVtep).Verdict == Redirect,
            _bench.RunFromWire(s_fromVtep).Verdict == Redirect));

    private void Revoke(string what)
    {
        switch (what)
        {
            case nameof(KernelPathTables.RevokeAll): _bench.Tables.RevokeAll(); break;
            case nameof(KernelPathTables.RevokeOverlay): _bench.Tables.RevokeOverlay(Overlay); break;
            case nameof(KernelPathTables.RevokePort): _bench.Tables.RevokePort(0); break;
            case nameof(KernelPathTables.RevokeVtep): _bench.Tables.RevokeVtep(2); break;
            case "the neighbour": _bench.Tables.RevokePort(1); break;
            default: _bench.Tables.RevokeOverlay(OtherOverlay); break;
        }
    }
}
