using Falcon.Bench.Scenarios.Machine;

namespace Falcon.Bench.Tests;

public sealed class CpuCostTests
{
    private static readonly CpuTimes s_generatorCpu = new(10, 0, 50, 0, 0, 1, 39, 0);
    private static readonly CpuTimes s_other = new(20, 0, 30, 40, 0, 0, 10, 0);
    private static readonly ProcStat s_times = new(
        new CpuTimes(30, 0, 80, 40, 0, 1, 49, 0), new Dictionary<int, CpuTimes> { [0] = s_generatorCpu, [1] = s_other });

    [Fact]
    public void The_parts_add_up_to_what_all_cpus_were_busy_with()
    {
        CpuCost cost = CpuCost.Of(s_times, generatorTicks: 100, generatorCpu: 0, items: 1e6);
        Assert.Equal(s_times.All.Busy * 1e7 / 1e6, cost.System + cost.Generator, 6);
    }

    [Fact]
    public void Interrupts_that_the_kernel_bills_to_the_generator_are_not_its_own()
    {
        CpuCost cost = CpuCost.Of(s_times, generatorTicks: 100, generatorCpu: 0, items: 1e6);
        Assert.Equal(600, cost.Generator, 6);
        Assert.Equal(400, cost.WireSoftIrq, 6);
        Assert.Equal(100, cost.OtherSoftIrq, 6);
    }

    [Fact]
    public void Without_a_generator_all_is_the_system()
    {
        CpuCost cost = CpuCost.Of(s_times, 0, null, 1e6);
        Assert.Equal(0, cost.Generator);
        Assert.Equal(s_times.All.Busy * 10, cost.System, 6);
    }

    [Fact]
    public void Nothing_delivered_has_no_cost() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CpuCost.Of(s_times, 0, null, 0));
}
