using System.Diagnostics;
using System.Net;
using CsCheck;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Engine.Tests.Pipelines;

namespace Falcon.Engine.Tests.Tables;

/// <summary>How many copies a source may cause.</summary>
public sealed class StormLimitTests
{
    private static readonly long s_second = Stopwatch.Frequency;

    [Fact]
    public void A_second_s_worth_is_admitted_at_once_and_then_the_rate()
    {
        var limit = new StormLimit(1000);
        Assert.Equal(10, Enumerable.Range(0, 20).Count(_ => limit.Admits(100, 0)));
        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => limit.Admits(100, s_second / 2)));
        Assert.Equal(10, Enumerable.Range(0, 20).Count(_ => limit.Admits(100, 10 * s_second))); // unused time beyond a second is not kept
    }

    [Fact]
    public void One_broadcast_to_more_receivers_than_the_limit_passes_and_is_paid_for()
    {
        var limit = new StormLimit(1000);
        Assert.True(limit.Admits(4096, 0));
        Assert.False(limit.Admits(1, 3 * s_second));
        Assert.True(limit.Admits(4096, 5 * s_second));
    }

    [Fact]
    public void A_change_takes_effect_at_once()
    {
        var limit = new StormLimit(1000);
        Assert.True(limit.Admits(1000, 0));
        Assert.False(limit.Admits(1000, s_second / 10));
        limit.PerSecond = 100_000;
        Assert.True(limit.Admits(1000, s_second / 10));
    }

    /// <summary>Over any span, at most the rate and one second's worth is admitted; a source within the rate is never refused.</summary>
    [Fact]
    public void Never_more_than_the_rate_and_a_burst() =>
        Gen.Select(Gen.Int[100, 1_000_000], Gen.Select(Gen.Int[1, 200], Gen.Long[0, s_second / 20]).Array[1, 300]).Sample((rate, offers) =>
        {
            var limit = new StormLimit(rate);
            long now = 0, admitted = 0;
            foreach ((int copies, long pause) in offers)
            {
                now += pause;
                if (limit.Admits(copies, now)) admitted += copies;
                Assert.True(admitted <= rate + (double)now * rate / s_second + 200 + offers.Length); // each price is rounded down
            }
        });

    [Fact]
    public async Task Workers_that_share_a_limit_get_it_together_and_not_each()
    {
        var limit = new StormLimit(100_000);
        long[] admitted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            long own = 0;
            for (int i = 0; i < 100_000; i++) own += limit.Admits(10, 1) ? 10 : 0;
            return own;
        })));
        Assert.Equal(100_000, admitted.Sum());
    }

    [Fact]
    public void An_episode_begins_once_and_ends_after_a_quiet_minute()
    {
        var limit = new StormLimit();
        Assert.True(limit.BeginsEpisode(0));
        for (long now = 0; now < 300 * s_second; now += s_second / 3) Assert.False(limit.BeginsEpisode(now));
        Assert.True(limit.BeginsEpisode(400 * s_second));
    }

    [Fact]
    public void A_container_s_storm_is_dropped_on_its_account_and_its_neighbour_is_heard()
    {
        using MemoryHost host = FloodHost.Create(ports: 10);
        FloodHost.SetLimit(host, 110); // nine ports and two peers, so ten broadcasts
        host.Send(0, [.. Enumerable.Range(0, 50).Select(number => FloodHost.Broadcast(MemoryHost.PortMac(0), number))]);
        host.Send(1, FloodHost.Broadcast(MemoryHost.PortMac(1), 99));
        Assert.Equal(40, host.PortDrops(0, StageId.Bridge, (byte)BridgeDrop.Storm));
        Assert.Equal(0, host.PortDrops(1, StageId.Bridge, (byte)BridgeDrop.Storm));
        Assert.Equal(9, host.ToPorts.Count(delivered => FloodHost.NumberOf(delivered.Bytes) == 99));
        Assert.Equal(10 * 9 + 9, host.ToPorts.Count);
    }

    [Fact]
    public void Unknown_unicast_and_multicast_count_and_known_unicast_does_not()
    {
        using MemoryHost host = FloodHost.Create(ports: 10);
        FloodHost.SetLimit(host, 11);
        host.Send(0, FloodHost.Broadcast(MemoryHost.PortMac(0)));
        host.Send(
            0,
            TestFrames.Udp(MemoryHost.PortMac(0), new Falcon.Vxlan.MacAddress(0x0200_0000_0999)),
            TestFrames.Udp(MemoryHost.PortMac(0), new Falcon.Vxlan.MacAddress(0x3333_0000_0001)));
        host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1)));
        Assert.Equal(2, host.PortDrops(0, StageId.Bridge, (byte)BridgeDrop.Storm));
        Assert.Equal(10, host.ToPorts.Count);
    }

    [Fact]
    public void Each_peer_has_a_limit_and_all_strangers_share_one()
    {
        using MemoryHost host = FloodHost.Create(ports: 10);
        FloodHost.SetLimit(host, 20);
        byte[][] From(IPAddress vtep) => [.. Enumerable.Repeat(TestFrames.Vxlan(FloodHost.Broadcast(TestFrames.Remote), from: vtep), 5)];
        host.Receive(
        [
            .. From(MemoryHost.PeerA), .. From(MemoryHost.PeerB),
            .. From(IPAddress.Parse("10.0.0.77")), .. From(IPAddress.Parse("10.0.0.78"))
        ]);
        Assert.Equal(60, host.ToPorts.Count); // two broadcasts each from peer A, peer B and strangers
        Assert.Equal(20 - 6, host.OverlayDrops(0, StageId.Bridge, (byte)BridgeDrop.Storm));
    }

    [Fact]
    public void An_overlay_s_storm_leaves_the_other_overlays_alone()
    {
        using MemoryHost host = FloodHost.Create(ports: 10);
        FloodHost.SetLimit(host, 10);
        byte[] other = TestFrames.Vxlan(FloodHost.Broadcast(TestFrames.Remote, 7), vni: 200);
        host.Receive([.. Enumerable.Repeat(FloodHost.FromWire(), 30), other]);
        Assert.Equal([2], host.ToPorts.Where(delivered => FloodHost.NumberOf(delivered.Bytes) == 7).Select(delivered => delivered.Port));
        Assert.Equal(0, host.OverlayDrops(1, StageId.Bridge, (byte)BridgeDrop.Storm));
    }

    [Fact]
    public void A_reload_keeps_what_a_peer_has_used()
    {
        VtepStorms before = new VtepStorms().For([3, 5]);
        before.Set(1000);
        Assert.True(before.Of(5).Admits(1000, 0));
        VtepStorms after = before.For([5, 9]);
        Assert.False(after.Of(5).Admits(1000, 0));
        Assert.True(after.Of(9).Admits(1000, 0));
        Assert.Equal((1000, 1000), (after.Of(9).PerSecond, after.Of(ushort.MaxValue).PerSecond));
        Assert.False(after.IsPeer(3));
    }
}
