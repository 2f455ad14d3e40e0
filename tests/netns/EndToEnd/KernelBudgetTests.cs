using System.Diagnostics;
using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>A container with a CPU budget whose flows stay in the kernel: what the kernel spends for it counts.</summary>
public sealed class KernelBudgetTests : IDisposable
{
    private const double Share = 0.05;
    private const int ThrottledPeriods = 20;
    private const string Forever = "3600"; // the test ends it

    private readonly Lab _lab;
    private readonly BudgetedContainer _limited;

    public KernelBudgetTests()
    {
        Requirements.Check();
        _lab = Lab.Up(new LabShape { Path = "kernel", Start = false });
        _limited = new BudgetedContainer(_lab);
    }

    private Container Limited => _limited.Container;

    private Container Neighbour => _lab.Container(1, 2);

    private Container Remote => _lab.Container(2, 1);

    private PathSnapshot Path => _limited.Port.KernelPath!;

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void A_container_that_sends_too_much_is_held_back_and_loses_nothing()
    {
        using FalconDaemon daemon = Start();
        using RunningCommand sender = _limited.Send();
        long sent = Path.TxFrames;
        AssertBilled();
        Assert.True(Path.TxFrames > sent + 1000, "the kernel path carries nothing of it");
        Assert.Contains("tbf", _limited.Gate(), StringComparison.Ordinal);
        Assert.Equal(0, _limited.Dropped("over-budget", "past-gate"));
        Assert.Matches(@"dropped 0\b", _limited.Gate("-s"));
        Traffic.Ping(Neighbour, Remote.Ipv4, "-c", "20");
    }

    [Fact]
    public void A_container_that_sends_past_its_gate_loses_it_at_the_host_end_and_owes_nothing_for_that()
    {
        using FalconDaemon daemon = Start();
        using RunningCommand bypass = Limited.StartScript("gate_bypass.py", "eth0", Remote.Mac, Remote.Ipv4, Forever, Limited.Ipv4);
        long sent = Path.TxFrames;
        Eventually.True(
            () => _limited.Dropped("past-gate") > 1000,
            () => $"nothing is dropped at the host end: {_limited.Gate()}\n{daemon.Log}\n{bypass.Error}");
        AssertBilled();
        Assert.True(Path.TxFrames > sent + 1000, "the kernel path carries nothing of it");
        Assert.Single(daemon.LogLines("warn", "budget-degraded", Limited.Port, "it sends past its gate"));
        Traffic.Ping(Neighbour, Remote.Ipv4, "-c", "20");
    }

    [Fact]
    public void What_the_wire_and_a_neighbour_send_above_its_budget_is_dropped_before_it_is_carried()
    {
        using FalconDaemon daemon = Start();
        using (RunningCommand flood = _limited.Flood())
        {
            AssertBilled();
            Assert.True(_limited.Budget.XdpDroppedFrames > 1000, $"nothing is dropped: {_limited.Budget}\n{flood.Output}{flood.Error}");
            Traffic.Ping(Remote, Neighbour.Ipv4, "-c", "20");
        }

        long dropped = _limited.Budget.XdpDroppedFrames;
        using RunningCommand neighbour = Neighbour.StartScript("udp_send.py", Limited.Ipv4, "9", "nobody listens", "1000000000");
        AssertBilled();
        Assert.True(_limited.Budget.XdpDroppedFrames > dropped + 1000, $"nothing of the neighbour's is dropped: {_limited.Budget}");
    }

    /// <summary>Starts with the budget, and waits until the kernel path carries what it sends.</summary>
    private FalconDaemon Start()
    {
        FalconDaemon daemon = _limited.Start("{cpu: 5%}");
        Traffic.WarmUp(Limited, Remote.Ipv4);
        Traffic.WarmUp(Neighbour, Limited.Ipv4);
        Eventually.True(
            () =>
            {
                long before = _limited.Port.KernelPath?.TxFrames ?? 0;
                Limited.Exec("ping", "-c", "1", "-W", "1", Remote.Ipv4);
                return _limited.Port.KernelPath?.TxFrames > before;
            },
            () => $"the engine carries all of it: {_limited.Port}");
        return daemon;
    }

    /// <summary>
    /// Checks the bill between two moments without debt: at most the quotas of the time between, and a few that may be owed or left at
    /// either end; at least half the quotas of the periods in which it was throttled, whatever else the machine computes.
    /// </summary>
    private void AssertBilled()
    {
        long start = Stopwatch.GetTimestamp();
        BudgetSnapshot before = _limited.WhenDebtIsPaid();
        Eventually.True(
            () => _limited.Budget.ThrottledPeriods >= before.ThrottledPeriods + ThrottledPeriods,
            () => $"it is not throttled any more: {_limited.Budget}",
            BudgetedContainer.DebtLimit);
        BudgetSnapshot after = _limited.WhenDebtIsPaid();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds, quota = after.QuotaNanoseconds;
        Assert.InRange(
            after.UsedNanoseconds - before.UsedNanoseconds,
            quota * (after.ThrottledPeriods - before.ThrottledPeriods) / 2, Share * elapsed + 4 * quota);
    }
}
