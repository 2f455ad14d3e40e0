using Falcon.Engine.KernelPath;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.KernelPath;

/// <summary>What the kernel path may carry.</summary>
public sealed class PathRulesTests
{
    private readonly Port _port = new(0, 0, 64, MacAddress.Parse("02:00:00:00:01:01"));

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void A_port_with_a_budget_stays_with_the_engine_where_the_kernels_time_is_not_billed(
        bool budget, bool isBilled, bool allowed) =>
        Assert.Equal(allowed, PathRules.Allows(_port, Options(budget), isBilled));

    [Fact]
    public void A_port_that_is_down_has_no_path()
    {
        _port.DownReason = "no device";
        Assert.False(PathRules.Allows(_port, Options(budget: false), isBilled: true));
    }

    private static PortOptions Options(bool budget) => new()
    {
        Name = "web",
        Netns = "web",
        Device = "eth0",
        Mac = MacAddress.Parse("02:00:00:00:01:01"),
        Budget = budget ? new BudgetOptions { Quota = TimeSpan.FromMilliseconds(20), Period = TimeSpan.FromMilliseconds(100) } : null,
    };
}
