using Falcon.Engine.KernelPath;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Vxlan;
using Falcon.Xsk.KernelPath;

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

    [Fact]
    public void A_port_whose_paths_are_the_engine_has_none() =>
        Assert.False(PathRules.Allows(_port, Options(budget: false) with { Paths = FlowPaths.All(FlowPath.Engine) }, isBilled: true));

    [Theory]
    [InlineData(FlowPath.Kernel, FlowPath.Kernel, true, PathClasses.None)]
    [InlineData(FlowPath.Kernel, FlowPath.Auto, false, PathClasses.None)]
    [InlineData(FlowPath.Kernel, FlowPath.Auto, true, PathClasses.UdpSent | PathClasses.UdpReceived)]
    [InlineData(FlowPath.Auto, FlowPath.Engine, false, PathClasses.UdpSent | PathClasses.UdpReceived)]
    [InlineData(FlowPath.Engine, FlowPath.Kernel, true, PathClasses.TcpSent | PathClasses.TcpReceived)]
    public void It_leaves_what_the_options_or_the_choice_give_to_the_engine(
        FlowPath tcp, FlowPath udp, bool chosen, PathClasses left) =>
        Assert.Equal(left, PathRules.LeftBy(new FlowPaths(tcp, udp, FlowPath.Auto), chosen));

    private static PortOptions Options(bool budget) => new()
    {
        Name = "web",
        Netns = "web",
        Device = "eth0",
        Mac = MacAddress.Parse("02:00:00:00:01:01"),
        Paths = FlowPaths.All(FlowPath.Auto),
        Budget = budget ? new BudgetOptions { Quota = TimeSpan.FromMilliseconds(20), Period = TimeSpan.FromMilliseconds(100) } : null,
    };
}
