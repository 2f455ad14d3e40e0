using Falcon.Engine.Accounting;
using Falcon.Engine.Frames;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Engine.Topology;

namespace Falcon.Engine.Tests.Accounting;

/// <summary>The accountant alone, with clocks that the test sets.</summary>
public sealed class CalibrationTests
{
    private readonly Accountant _accountant;
    private long _wall = 1_000_000;
    private long _cpu;
    private long _softirqs;

    public CalibrationTests()
    {
        _accountant = new Accountant(() => _cpu, () => _softirqs);
        _accountant.BeginTurn(_wall);
    }

    [Fact]
    public void An_undisturbed_worker_is_billed_what_its_brackets_took()
    {
        Deliver(port: 0, frames: 1, takes: 3_000);
        Deliver(port: 1, frames: 1, takes: 1_000);
        _accountant.Settle();
        Assert.Equal(3_000, _accountant.BilledNanoseconds(Accounts.OfPort(0)));
        Assert.Equal(1_000, _accountant.BilledNanoseconds(Accounts.OfPort(1)));
        Assert.Equal(0, _accountant.LostNanoseconds);
    }

    [Fact]
    public void What_hides_in_short_brackets_is_taken_out_of_all_alike()
    {
        Deliver(port: 0, frames: 1, takes: 3_000, runs: 1_500);
        Deliver(port: 1, frames: 1, takes: 1_000, runs: 500);
        _accountant.Settle();
        Assert.Equal(1_500, _accountant.BilledNanoseconds(Accounts.OfPort(0)));
        Assert.Equal(500, _accountant.BilledNanoseconds(Accounts.OfPort(1)));
        Assert.Equal(2_000, _accountant.LostNanoseconds);
    }

    [Fact]
    public void A_preempted_batch_costs_its_container_nothing_more()
    {
        Deliver(port: 0, frames: 1, takes: 3_000);
        Deliver(port: 1, frames: 1, takes: 4_003_000, runs: 3_000);
        _accountant.Settle();
        Assert.Equal(3_000, _accountant.BilledNanoseconds(Accounts.OfPort(0)));
        Assert.Equal(3_000, _accountant.BilledNanoseconds(Accounts.OfPort(1)));
        Assert.Equal(4_000_000, _accountant.LostNanoseconds);
    }

    [Fact]
    public void A_long_batch_that_ran_all_the_time_is_billed_in_full()
    {
        Deliver(port: 0, frames: 1, takes: 3_000);
        Deliver(port: 1, frames: 1, takes: 900_000);
        _accountant.Settle();
        Assert.Equal(900_000, _accountant.BilledNanoseconds(Accounts.OfPort(1)));
    }

    [Fact]
    public void Cpu_time_outside_all_brackets_is_billed_to_nobody()
    {
        _cpu += 10_000;
        Deliver(port: 0, frames: 1, takes: 3_000);
        _accountant.Settle();
        Assert.Equal(3_000, _accountant.BilledNanoseconds(Accounts.OfPort(0)));
        Assert.Equal(10_000, Regimes()[(int)Regime.Bookkeeping]);
    }

    [Fact]
    public void Sleeping_costs_what_falling_asleep_and_waking_up_cost()
    {
        _accountant.Settle();
        _wall += 1_000_000_000;
        _cpu += 2_000;
        _accountant.Return(_wall);
        Deliver(port: 0, frames: 1, takes: 3_000);
        _accountant.Settle();
        Assert.Equal(3_000, _accountant.BilledNanoseconds(Accounts.OfPort(0)));
        Assert.Equal(2_000, Regimes()[(int)Regime.Blocked]);
        Assert.Equal(0, _accountant.LostNanoseconds);
    }

    /// <summary>Its CPU time has it as well; the bills of both together have it once.</summary>
    [Fact]
    public void A_softirq_that_somebody_else_pays_for_costs_the_container_nothing()
    {
        _softirqs += 2_000;
        Deliver(port: 0, frames: 1, takes: 5_000);
        Deliver(port: 1, frames: 1, takes: 1_000);
        _accountant.Settle();
        Assert.Equal(3_000, _accountant.BilledNanoseconds(Accounts.OfPort(0)));
        Assert.Equal(1_000, _accountant.BilledNanoseconds(Accounts.OfPort(1)));
        Assert.Equal((6_000, 2_000, 4_000), (Totals().CpuNanoseconds, Totals().SoftirqNanoseconds, Totals().Sum));
    }

    /// <summary>It came after the end of the first bracket was read, and before its own time was.</summary>
    [Fact]
    public void A_softirq_at_a_boundary_is_taken_out_of_the_bracket_that_it_is_in()
    {
        _softirqs += 2_000;
        Deliver(port: 0, frames: 1, takes: 500);
        Deliver(port: 1, frames: 1, takes: 3_000);
        _accountant.Settle();
        Assert.Equal(0, _accountant.BilledNanoseconds(Accounts.OfPort(0)));
        Assert.Equal(1_500, _accountant.BilledNanoseconds(Accounts.OfPort(1)));
        Assert.Equal(Totals().CpuNanoseconds, Totals().Sum + Totals().SoftirqNanoseconds);
    }

    [Fact]
    public void A_softirq_while_the_worker_falls_asleep_is_in_no_bracket()
    {
        _accountant.Settle();
        _wall += 1_000_000;
        _cpu += 5_000;
        _softirqs += 3_000;
        _accountant.Return(_wall);
        Deliver(port: 0, frames: 1, takes: 4_000);
        _accountant.Settle();
        Assert.Equal(4_000, _accountant.BilledNanoseconds(Accounts.OfPort(0)));
        Assert.Equal(2_000, Regimes()[(int)Regime.Blocked]);
        Assert.Equal(Totals().CpuNanoseconds, Totals().Sum + Totals().SoftirqNanoseconds);
    }

    /// <summary>The thread's clock is read a moment before.</summary>
    [Fact]
    public void Softirqs_never_take_more_than_the_thread_has_run()
    {
        Deliver(port: 0, frames: 1, takes: 1_000);
        _softirqs += 1_500;
        _accountant.Settle();
        Assert.Equal((1_000, 1_000, 0), (Totals().CpuNanoseconds, Totals().SoftirqNanoseconds, Totals().Sum));
        Deliver(port: 1, frames: 1, takes: 2_000);
        _accountant.Settle();
        Assert.Equal((3_000, 1_500, 1_500), (Totals().CpuNanoseconds, Totals().SoftirqNanoseconds, Totals().Sum));
    }

    [Fact]
    public void What_the_kernel_bills_is_a_stage_of_the_host_and_of_the_ports()
    {
        var kernel = new KernelBills(account => 1_000 + account, () => 0);
        BillTotals totals = Totals();
        totals.AddKernel(kernel.Of);
        Assert.Equal(1_000, totals.Of(Accounts.Host)[(int)StageId.Kernel]);
        Assert.Equal(1_002, totals.Of(Accounts.OfPort(1))[(int)StageId.Kernel]);
        Assert.Equal(0, kernel.Of(Accounts.OfOverlay(0)));
        Assert.Equal(3_003, totals.Sum);
    }

    /// <summary>A new container at an index begins with what its predecessors have spent there.</summary>
    [Fact]
    public void The_counters_of_an_index_have_the_kernels_part()
    {
        using var host = new BillingHost();
        var counters = new CounterReader([host.Host.Context], null, null, null, new KernelBills(account => 10 * account, () => 0));
        Assert.Equal(10 * Accounts.OfPort(2), counters.OfPort(2).Bills[(int)StageId.Kernel]);
        Assert.Equal(0, counters.OfOverlay(0).Billed);
    }

    [Fact]
    public void A_busy_worker_publishes_by_itself_within_some_milliseconds()
    {
        for (int i = 0; i < 100; i++)
        {
            Deliver(port: 0, frames: 1, takes: 99_000);
            _accountant.EndTurn(1, _wall);
        }

        Assert.InRange(_accountant.BilledNanoseconds(Accounts.OfPort(0)), 5_000_000, 9_900_000);
    }

    [Fact]
    public void A_worker_that_gives_way_after_every_turn_publishes_as_often_as_a_busy_one()
    {
        for (int i = 0; i < 1_000; i++)
        {
            Deliver(port: 0, frames: 1, takes: 1_000);
            _accountant.EndTurn(1, _wall);
            Pass(50_000, cpu: 5_000);
            _accountant.Return(_wall);
        }

        Assert.InRange(_cpu - _accountant.CpuNanoseconds, 0, 600_000); // as much as 5 ms of such turns take
    }

    [Fact]
    public void A_flush_after_work_is_a_flush_and_after_none_part_of_the_empty_poll()
    {
        Pass(1_000);
        _accountant.EndTurn(taken: 0, _wall);
        Pass(200);
        _accountant.EndTurn(taken: 5, _wall);
        _accountant.Settle();
        Assert.Equal(1_000, Regimes()[(int)Regime.EmptyPolls]);
        Assert.Equal(200, Regimes()[(int)Regime.Flush]);
    }

    [Fact]
    public void Frames_that_did_not_survive_decapsulation_are_the_hosts_even_when_no_bridge_ran()
    {
        Pass(700);
        _accountant.Close(StandardStages.Table[StageId.Decapsulate], new Frame[3], _wall);
        _accountant.EndTurn(3, _wall);
        _accountant.Settle();
        Assert.Equal(700, Totals().Of(Accounts.Host)[(int)StageId.Decapsulate]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(50)]
    public void K_times_the_frames_in_mixed_batches_are_k_times_the_bill(int k)
    {
        for (int i = 0; i < 1_000; i++)
        {
            Frame[] frames = [.. FramesOf(0, 1), .. FramesOf(1, k)];
            _accountant.Open(StandardStages.Table[StageId.Deliver], frames);
            Pass(500 + 100 * frames.Length);
            _accountant.Close(StandardStages.Table[StageId.Deliver], frames, _wall);
        }

        _accountant.Settle();
        Assert.Equal(
            k, (double)_accountant.BilledNanoseconds(Accounts.OfPort(1)) / _accountant.BilledNanoseconds(Accounts.OfPort(0)),
            0.05 * k);
    }

    private void Deliver(int port, int frames, long takes, long? runs = null)
    {
        Frame[] batch = FramesOf(port, frames);
        _accountant.Open(StandardStages.Table[StageId.Deliver], batch);
        Pass(takes, runs);
        _accountant.Close(StandardStages.Table[StageId.Deliver], batch, _wall);
    }

    private void Pass(long wall, long? cpu = null)
    {
        _wall += wall;
        _cpu += cpu ?? wall;
    }

    private static Frame[] FramesOf(int port, int count) =>
        [.. Enumerable.Repeat(new Frame { Payer = Accounts.OfPort(port), Length = 60 }, count)];

    private ReadOnlySpan<long> Regimes() => Totals().Regimes;

    private BillTotals Totals()
    {
        var totals = new BillTotals(ports: 2, overlays: 2, StandardStages.Table);
        _accountant.AddTo(totals);
        return totals;
    }
}
