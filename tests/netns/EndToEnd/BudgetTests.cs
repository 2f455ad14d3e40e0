using System.Diagnostics;
using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>A container with a CPU budget under overload, in both directions, and its neighbours.</summary>
public sealed class BudgetTests : IDisposable
{
    private const int ThrottledPeriods = 30;

    private readonly Lab _lab;
    private readonly BudgetedContainer _limited;

    public BudgetTests()
    {
        Requirements.Check();
        _lab = Lab.Up(new LabShape { Start = false });
        _limited = new BudgetedContainer(_lab);
    }

    private Host Host => _lab.Host(1);

    private Container Limited => _limited.Container;

    private Container Neighbour => _lab.Container(1, 2);

    private Container Remote => _lab.Container(2, 1);

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void A_flooded_container_is_billed_its_budget_and_its_neighbour_is_served()
    {
        using FalconDaemon daemon = _limited.Start("{cpu: 2%}");
        Traffic.WarmUp(Remote, Neighbour.Ipv4);
        using RunningCommand flood = _limited.Flood();
        AssertBilled(0.02);
        AssertPaced();
        Traffic.Ping(Remote, Neighbour.Ipv4, "-c", "20");

        BudgetSnapshot budget = _limited.Budget;
        Assert.True(budget.XdpDroppedFrames > 0, $"nothing dropped in XDP: {budget}, flood {flood.Output}{flood.Error}");
        flood.Signal(Signal.Interrupt);
        flood.Ends();
        Eventually.True(
            () => !_limited.Budget.Throttled, () => $"it stays throttled when the flood is over: {_limited.Budget}",
            BudgetedContainer.DebtLimit);
        Traffic.WarmUp(Remote, Limited.Ipv4);
    }

    [Fact]
    public void A_container_that_sends_too_much_is_held_back_and_loses_nothing()
    {
        using FalconDaemon daemon = _limited.Start("{cpu: 5%}");
        Traffic.WarmUp(Limited, Remote.Ipv4);
        using RunningCommand sender = _limited.Send();
        AssertBilled(0.05);
        Traffic.Ping(Neighbour, Remote.Ipv4, "-c", "20");

        Assert.Contains("tbf", _limited.Gate(), StringComparison.Ordinal);
        Assert.Equal(0, DroppedOverBudget());
        Assert.Matches(@"dropped 0\b", _limited.Gate("-s"));
    }

    [Fact]
    public void Where_it_cannot_be_held_back_what_it_sends_is_dropped_and_counted()
    {
        using FalconDaemon daemon = _limited.StartWithoutGate("{cpu: 5%}");
        using RunningCommand sender = _limited.Send();

        Eventually.True(
            () => DroppedOverBudget() > 1000,
            () => $"nothing is dropped: {_limited.Budget}, sender {sender.Output}{sender.Error}");
        Assert.Single(daemon.LogLines("warn", "budget-degraded", Limited.Port));
    }

    /// <summary>The new container has its own gate; what was noted about the old one's is forgotten.</summary>
    [Fact]
    public void A_container_that_comes_back_is_held_back_as_before()
    {
        using FalconDaemon daemon = _limited.StartWithoutGate("{cpu: 5%}");
        using (RunningCommand sender = _limited.Send())
        {
            Eventually.True(
                () => daemon.LogLines("budget-degraded", Limited.Port).Any(),
                () => $"it is never throttled: {_limited.Budget}, sender {sender.Output}{sender.Error}");
        }

        _limited.ComeBack();
        Eventually.True(
            () => !_limited.Budget.Throttled, () => $"its old debt is never paid: {_limited.Budget}", BudgetedContainer.DebtLimit);
        long dropped = DroppedOverBudget();
        using RunningCommand again = _limited.Send();
        AssertBilled(0.05);
        Assert.Contains("tbf", _limited.Gate(), StringComparison.Ordinal);
        Assert.Equal(dropped, DroppedOverBudget());
    }

    [Fact]
    public void A_budget_is_given_changed_and_taken_away_while_frames_flow()
    {
        LabConfig config = Host.Configuration;
        using var daemon = FalconDaemon.Start(Host);
        Traffic.WarmUp(Remote, Neighbour.Ipv4);
        using RunningCommand flood = _limited.Flood();
        Eventually.True(() => _limited.Port.RxFrames > 200_000, "the flood does not arrive");
        Assert.Null(_limited.Port.Budget);

        foreach ((string cpu, double share) in new[] { ("2%", 0.02), ("4%", 0.04) })
        {
            double spent = SpentNanoseconds();
            config.Add(Limited, $"budget: {{cpu: {cpu}}}");
            Assert.Equal($"port-changed {Limited.Port}: budget", Host.Reload().Succeeds().Output.Trim());
            BudgetSnapshot fresh = _limited.Budget;
            Assert.True(fresh.LeftNanoseconds > spent - fresh.UsedNanoseconds, $"what was spent before, {spent} ns, is a debt: {fresh}");
            AssertBilled(share);
        }

        config.Restore();
        Host.Reload().Succeeds();
        Assert.Null(_limited.Port.Budget);
        long before = _limited.Port.RxFrames;
        Eventually.True(() => _limited.Port.RxFrames > before + 100_000, "it is still throttled");
    }

    [Theory]
    [InlineData(Signal.Kill)]
    [InlineData(Signal.Terminate)]
    public void A_daemon_that_ends_leaves_nobody_throttled(Signal signal)
    {
        using (FalconDaemon daemon = _limited.Start("{cpu: 1%}"))
        {
            using RunningCommand flood = _limited.Flood();
            Eventually.True(() => _limited.Budget.Throttled, "it is never throttled");
            daemon.End(signal);
        }

        using (_limited.Start("{cpu: 100%}"))
        {
            Traffic.WarmUp(Remote, Limited.Ipv4);
            Traffic.SendFile(Remote, Limited, Limited.Ipv4, Traffic.Megabyte);
            Traffic.SendFile(Limited, Remote, Remote.Ipv4, Traffic.Megabyte);
            Assert.Equal(0, _limited.Budget.XdpDroppedFrames);
        }
    }

    /// <summary>
    /// Checks the bill between two moments without debt. It is at most the quotas of the time between, and at least half the quotas of the
    /// periods in which the container was throttled, whatever else the machine computes. A few quotas may be owed or left at either end.
    /// </summary>
    private void AssertBilled(double share)
    {
        long start = Stopwatch.GetTimestamp();
        BudgetSnapshot before = _limited.WhenDebtIsPaid(), now = before;
        Eventually.True(
            () => (now = _limited.Budget).ThrottledPeriods >= before.ThrottledPeriods + ThrottledPeriods,
            () => $"it is not throttled any more: {now}");
        BudgetSnapshot after = _limited.WhenDebtIsPaid();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        double quota = share * after.PeriodNanoseconds;
        Assert.Equal(quota, after.QuotaNanoseconds);
        Assert.InRange(
            after.UsedNanoseconds - before.UsedNanoseconds,
            quota * (after.ThrottledPeriods - before.ThrottledPeriods) / 2,
            share * elapsed + 4 * quota);
    }

    /// <summary>The CPU time that the limited container was billed so far.</summary>
    private double SpentNanoseconds() =>
        1e9 * Host.Admin.Bills().Containers.Single(bill => bill.Container == Limited.Port).CpuSeconds;

    /// <summary>
    /// Checks that frames arrive all the time: in most intervals of some 25 ms. If the quota of 2 ms were spent in a rush, it would last
    /// for one interval in four or five. An interval that took too long does not count, and a machine that stood still gets more time.
    /// </summary>
    private void AssertPaced()
    {
        const int Looks = 50;
        var longest = TimeSpan.FromMilliseconds(40);
        var grown = new Queue<bool>();
        (long at, long received) = Look();
        Eventually.True(
            () =>
            {
                (long before, long had) = (at, received);
                (at, received) = Look();
                if (Stopwatch.GetElapsedTime(before, at) < longest) grown.Enqueue(received > had);
                if (grown.Count > Looks) grown.Dequeue();
                return grown.Count == Looks && grown.Count(look => look) > Looks * 0.6;
            },
            () => $"frames came between {grown.Count(look => look)} of the last {grown.Count} looks only");

        (long At, long Received) Look() => (Stopwatch.GetTimestamp(), _limited.Port.RxFrames);
    }

    private long DroppedOverBudget() => _limited.Dropped("over-budget", "past-gate");
}
