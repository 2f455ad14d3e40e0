using System.Net;
using Falcon.Engine.Tables;
using Falcon.Engine.Vteps;
using Falcon.Vxlan;
using Falcon.Xsk.Links;

namespace Falcon.Engine.Tests.Vteps;

public sealed class NeighbourProbesTests
{
    private static readonly IPAddress s_address = IPAddress.Parse("10.0.0.3");
    private readonly NeighbourProbes _probes;
    private long _now = 1_000_000;

    public NeighbourProbesTests() => _probes = new NeighbourProbes(() => _now);

    [Theory]
    [InlineData(NeighbourState.Incomplete)]
    [InlineData(NeighbourState.Delay)]
    [InlineData(NeighbourState.Probe)]
    [InlineData(NeighbourState.Permanent)]
    [InlineData(NeighbourState.NoArp)]
    [InlineData(NeighbourState.Reachable)]
    public void What_the_kernel_trusts_or_is_asking_for_is_left_alone(NeighbourState state) =>
        Assert.Equal(NeighbourAction.None, Next(Configured(0), state));

    [Theory]
    [InlineData(NeighbourState.None)]
    [InlineData(NeighbourState.Failed)]
    [InlineData(NeighbourState.Stale)]
    public void What_is_missing_or_stale_is_asked_for_at_once_and_then_once_a_second(NeighbourState state)
    {
        Vtep vtep = Configured(0);
        for (int second = 0; second < 100; second++)
        {
            Assert.Equal(NeighbourAction.Use, Next(vtep, state));
            _now += 999;
            Assert.Equal(NeighbourAction.None, Next(vtep, state));
            _now += 1;
        }
    }

    [Fact]
    public void A_silent_vtep_is_confirmed_at_once_and_not_again_for_a_while()
    {
        Vtep vtep = Configured(0);
        Assert.Equal(NeighbourAction.None, Next(vtep, NeighbourState.Reachable, silent: false));
        Assert.Equal(NeighbourAction.Confirm, Next(vtep, NeighbourState.Reachable, silent: true));
        _now += 9_999;
        Assert.Equal(NeighbourAction.None, Next(vtep, NeighbourState.Reachable, silent: true));
        Assert.Equal(NeighbourAction.None, Next(Configured(1), NeighbourState.Reachable, silent: true)); // it is behind the same next hop
        _now += 1;
        Assert.Equal(NeighbourAction.Confirm, Next(vtep, NeighbourState.Reachable, silent: true));
    }

    [Fact]
    public void Strangers_share_a_limit_and_are_asked_for_less_and_less_often()
    {
        const int Strangers = 4_000, Seconds = 600;
        Vtep[] vteps = [.. Enumerable.Range(0, Strangers).Select(index => new Vtep(index, s_address))];
        int[] asked = new int[Strangers];
        for (int second = 0; second < Seconds; second++, _now += 1_000)
        {
            int before = asked.Sum();
            for (int i = 0; i < Strangers; i++) asked[i] += Next(vteps[i], NeighbourState.None) == NeighbourAction.Use ? 1 : 0;
            Assert.InRange(asked.Sum() - before, 0, NeighbourProbes.StrangersPerSecond);
        }

        Assert.All(asked, count => Assert.InRange(count, 1, 11)); // each gets its turn: 1, 2, 4 … seconds apart
    }

    [Fact]
    public void Those_that_are_configured_or_were_reached_do_not_wait_for_strangers()
    {
        for (int i = 0; i < 1_000; i++) Next(new Vtep(i, s_address), NeighbourState.None);
        _probes.TableIsFull();
        var reached = new Vtep(2_000, s_address) { Route = Route() };
        Assert.Equal(NeighbourAction.Use, Next(reached, NeighbourState.None));
        Assert.Equal(NeighbourAction.Use, Next(Configured(2_001), NeighbourState.Failed));
        Assert.Equal(NeighbourAction.None, Next(new Vtep(2_002, s_address), NeighbourState.None));
    }

    private NeighbourAction Next(Vtep vtep, NeighbourState state, bool silent = false) =>
        _probes.Next(vtep, state == NeighbourState.None ? null : new NeighbourInfo(2, s_address, [2, 0, 0, 0, 0, 1], state), silent);

    private static Vtep Configured(int index) => new(index, s_address) { Configured = true };

    private static VtepRoute Route()
    {
        var mac = new MacAddress(0x0200_0000_0001);
        return new VtepRoute(0, mac, s_address, new OuterHeader(mac, mac, s_address, s_address, 4789, udpChecksum: false));
    }
}
