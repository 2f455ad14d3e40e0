using System.Net;
using Falcon.Engine.Tables;
using Falcon.Engine.Vteps;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Vteps;

public sealed class VtepDemandTests
{
    private readonly ForwardingTable _fdb = new(16, TimeSpan.FromMinutes(5));
    private readonly Vtep _vtep = new(3, IPAddress.Parse("10.0.0.3"));
    private readonly VtepDemand _demand;
    private long _now = 1_000_000;

    public VtepDemandTests() => _demand = new VtepDemand(_fdb, () => _now);

    [Fact]
    public void One_that_is_configured_is_needed_always_and_for_a_while_after()
    {
        _vtep.Configured = true;
        Assert.True(NeedsAfter(seconds: 0));
        Assert.True(NeedsAfter(seconds: 10_000));
        _vtep.Configured = false;
        Assert.True(NeedsAfter(seconds: 9));
        Assert.False(NeedsAfter(seconds: 1));
    }

    [Fact]
    public void A_stranger_is_needed_while_something_is_behind_it()
    {
        Assert.True(NeedsAfter(seconds: 0));
        _fdb.Learn(0, new MacAddress(0x0200_0000_0001), FdbTarget.Vtep(3), nowSeconds: 0);
        _fdb.Learn(0, new MacAddress(0x0200_0000_0002), FdbTarget.Port(5), nowSeconds: 0);
        Assert.True(NeedsAfter(seconds: 60));
        _fdb.RemoveTarget(FdbTarget.Vtep(3));
        Assert.True(NeedsAfter(seconds: 9));
        Assert.False(NeedsAfter(seconds: 1));
        Assert.False(NeedsAfter(seconds: 60));
        _fdb.Learn(0, new MacAddress(0x0200_0000_0001), FdbTarget.Vtep(3), nowSeconds: 0);
        Assert.True(NeedsAfter(seconds: 1));
    }

    [Fact]
    public void A_stranger_behind_which_nothing_is_learned_is_needed_for_a_while()
    {
        Assert.True(NeedsAfter(seconds: 0));
        Assert.True(NeedsAfter(seconds: 9));
        Assert.False(NeedsAfter(seconds: 1));
    }

    private bool NeedsAfter(int seconds)
    {
        _now += seconds * 1000;
        return _demand.Needs(_vtep);
    }
}
