using Falcon.Bench.Scenarios.Machine;
using Falcon.Xsk.Threads;

namespace Falcon.Bench.Scenarios.Tests.Machine;

public sealed class CpuCostTests
{
    private static readonly CpuTimes s_generatorCpu = new(10, 0, 50, 0, 0, 1, 39, 0);
    private static readonly CpuTimes s_other = new(20, 0, 30, 40, 0, 0, 10, 0);
    private static readonly ProcStat s_times = new(
        new CpuTimes(30, 0, 80, 40, 0, 1, 49, 0), new Dictionary<int, CpuTimes> { [0] = s_generatorCpu, [1] = s_other });
    private static readonly CpuWindow s_window = new(1, s_times, GeneratorTicks: 100, GeneratorCpu: 0);

    [Fact]
    public void The_parts_add_up_to_what_all_cpus_were_busy_with()
    {
        var cost = CpuCost.Of(s_window, items: 1e6);
        Assert.Equal(1600, cost.System + cost.Generator, 6);
    }

    [Fact]
    public void Interrupts_that_the_kernel_bills_to_the_generator_are_not_its_own()
    {
        var cost = CpuCost.Of(s_window, items: 1e6);
        Assert.Equal(600, cost.Generator, 6);
        Assert.Equal(400, cost.WireSoftIrq, 6);
        Assert.Equal(100, cost.OtherSoftIrq, 6);
    }

    [Fact]
    public void Without_a_generator_all_is_the_system()
    {
        var cost = CpuCost.Of(s_window with { GeneratorTicks = 0, GeneratorCpu = null }, items: 1e6);
        Assert.Equal(0, cost.Generator);
        Assert.Equal(1600, cost.System, 6);
    }

    [Fact]
    public void What_a_paced_generator_says_it_waited_counts_instead_of_the_ticks_that_found_it()
    {
        var cost = CpuCost.Of(s_window, items: 1e6, waiting: 0.9);
        Assert.Equal(900, cost.Generator, 6);
        Assert.Equal(700, cost.System, 6);
    }

    [Fact]
    public void Time_that_no_tick_saw_is_counted_and_stolen_time_is_not()
    {
        var times = new ProcStat(default, new Dictionary<int, CpuTimes> { [0] = new(0, 0, 0, 70, 5, 0, 0, 5) });
        var cost = CpuCost.Of(new CpuWindow(1, times, 0, null), items: 1e6);
        Assert.Equal(200, cost.System, 6);
        Assert.Equal(200, cost.Kernel, 6);
    }

    [Fact]
    public void Nothing_delivered_has_no_cost() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CpuCost.Of(s_window, items: 0));
}
