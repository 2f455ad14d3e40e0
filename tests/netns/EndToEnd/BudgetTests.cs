using System.Diagnostics;
using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>A container with a CPU budget under overload, both ways, and its neighbours.</summary>
public sealed class BudgetTests : IDisposable
{
    private const int ThrottledPeriods = 30;

    private static readonly TimeSpan _debtLimit = TimeSpan.FromMinutes(2);

    private readonly Lab _lab;

    public BudgetTests()
    {
        Requirements.Check();
        _lab = Lab.Up(new LabShape { Start = false });
    }

    private Host Host => _lab.Host(1);

    private Container Limited => _lab.Container(1, 1);

    private Container Neighbour => _lab.Container(1, 2);

    private Container Remote => _lab.Container(2, 1);

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void A_flooded_container_is_billed_its_budget_and_its_neighbour_is_served()
    {
        using FalconDaemon daemon = Start("{cpu: 2%}");
        Traffic.WarmUp(Remote, Neighbour.Ipv4);
        using RunningCommand flood = Flood();
        AssertBilled(0.02);
        AssertPaced();
        Traffic.Ping(Remote, Neighbour.Ipv4, "-c", "20");

        BudgetSnapshot budget = Budget();
        Assert.True(budget.XdpDroppedFrames > 0, $"nothing dropped in XDP: {budget}, flood {flood.Output}{flood.Error}");
        flood.Signal("INT");
        flood.Ends();
        Eventually.True(() => !Budget().Throttled, () => $"it stays throttled when the flood is over: {Budget()}", _debtLimit);
        Traffic.WarmUp(Remote, Limited.Ipv4);
    }

    [Fact]
    public void A_container_that_sends_too_much_is_held_back_and_loses_nothing()
    {
        using FalconDaemon daemon = Start("{cpu: 5%}");
        Traffic.WarmUp(Limited, Remote.Ipv4);
        using RunningCommand sender = Send();
        AssertBilled(0.05);
        Traffic.Ping(Neighbour, Remote.Ipv4, "-c", "20");

        Assert.Contains("tbf", Limited.Exec("tc", "qdisc", "show", "dev", "eth0").Output, StringComparison.Ordinal);
        Assert.Equal(0, DroppedOverBudget("collect"));
        Assert.Matches(@"dropped 0\b", Limited.Exec("tc", "-s", "qdisc", "show", "dev", "eth0").Output);
    }

    [Fact]
    public void Where_it_cannot_be_held_back_what_it_sends_is_dropped_and_counted()
    {
        using FalconDaemon daemon = StartWithoutGate("{cpu: 5%}");
        using RunningCommand sender = Send();

        Eventually.True(
            () => DroppedOverBudget("collect") > 1000,
            () => $"nothing is dropped: {Budget()}, sender {sender.Output}{sender.Error}");
        Assert.Single(daemon.LogLines("warn", "budget-degraded", Limited.Port));
    }

    /// <summary>The new container has a gate of its own; what was found out about the old one's is forgotten.</summary>
    [Fact]
    public void A_container_that_comes_back_is_held_back_as_before()
    {
        using FalconDaemon daemon = StartWithoutGate("{cpu: 5%}");
        using (RunningCommand sender = Send())
        {
            Eventually.True(
                () => daemon.LogLines("budget-degraded", Limited.Port).Any(),
                () => $"it is never throttled: {Budget()}, sender {sender.Output}{sender.Error}");
        }

        Command.Run("ip", ["netns", "del", Limited.Name]).Succeeds();
        Eventually.True(() => !Host.Admin.Port(Limited).Up, "the port is still up");
        Command.Run("ip", ["netns", "add", Limited.Name]).Succeeds();
        Traffic.WarmUp(Limited, Remote.Ipv4);
        Eventually.True(() => !Budget().Throttled, () => $"its old debt is never paid: {Budget()}", _debtLimit);
        long dropped = DroppedOverBudget("collect");
        using RunningCommand again = Send();
        AssertBilled(0.05);
        Assert.Contains("tbf", Limited.Exec("tc", "qdisc", "show", "dev", "eth0").Output, StringComparison.Ordinal);
        Assert.Equal(dropped, DroppedOverBudget("collect"));
    }

    [Fact]
    public void A_budget_is_given_changed_and_taken_away_while_frames_flow()
    {
        LabConfig config = Host.Configuration;
        using FalconDaemon daemon = FalconDaemon.Start(Host);
        Traffic.WarmUp(Remote, Neighbour.Ipv4);
        using RunningCommand flood = Flood();
        Eventually.True(() => Host.Admin.Port(Limited).RxFrames > 200_000, "the flood does not arrive");
        Assert.Null(Host.Admin.Port(Limited).Budget);

        foreach ((string cpu, double share) in new[] { ("2%", 0.02), ("4%", 0.04) })
        {
            double spent = SpentNanoseconds();
            config.Add(Limited, $"budget: {{cpu: {cpu}}}");
            Assert.Equal($"port-changed {Limited.Port}: budget", Host.Reload().Succeeds().Output.Trim());
            BudgetSnapshot fresh = Budget();
            Assert.True(fresh.LeftNanoseconds > spent - fresh.UsedNanoseconds, $"what was spent before, {spent} ns, is a debt: {fresh}");
            AssertBilled(share);
        }

        config.Restore();
        Host.Reload().Succeeds();
        Assert.Null(Host.Admin.Port(Limited).Budget);
        long before = Host.Admin.Port(Limited).RxFrames;
        Eventually.True(() => Host.Admin.Port(Limited).RxFrames > before + 100_000, "it is still throttled");
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public void A_daemon_that_ends_leaves_nobody_throttled(string signal)
    {
        using (FalconDaemon daemon = Start("{cpu: 1%}"))
        {
            using RunningCommand flood = Flood();
            Eventually.True(() => Budget().Throttled, "it is never throttled");
            daemon.End(signal);
        }

        using (Start("{cpu: 100%}"))
        {
            Traffic.WarmUp(Remote, Limited.Ipv4);
            Traffic.SendFile(Remote, Limited, Limited.Ipv4, Traffic.Megabyte);
            Traffic.SendFile(Limited, Remote, Remote.Ipv4, Traffic.Megabyte);
            Assert.Equal(0, Budget().XdpDroppedFrames);
        }
    }

    private FalconDaemon Start(string budget) => FalconDaemon.Start(Host, Limited, $"budget: {budget}");

    /// <summary>
    /// The container has a discipline of its own before it has a budget: its first frames are billed the compiler's work, and would have
    /// it throttled, and a gate put there, before tc comes.
    /// </summary>
    private FalconDaemon StartWithoutGate(string budget)
    {
        FalconDaemon daemon = FalconDaemon.Start(Host);
        Limited.Exec("tc", "qdisc", "add", "dev", "eth0", "root", "pfifo").Succeeds();
        Traffic.WarmUp(Limited, Remote.Ipv4);
        Host.Configuration.Add(Limited, $"budget: {budget}");
        Host.Reload().Succeeds();
        return daemon;
    }

    /// <summary>Datagrams as fast as it can, as long as the test lasts.</summary>
    private RunningCommand Send() => Limited.StartScript("udp_send.py", Remote.Ipv4, "9", "nobody listens", "1000000000");

    /// <summary>Frames from the wire for the limited container, more than it is allowed to cost.</summary>
    private RunningCommand Flood() =>
        _lab.Host(2).Start(Repository.Falcon, _lab.PktgenTo(Limited, "--rate", "300000", "--seconds", "3600"));

    /// <summary>
    /// The budget once the limited container was throttled and owes no more than a period's quota. Frames that are the first of their kind are billed the compiler's work, up
    /// to seconds of such a budget, and what a keeper that lost its CPU noticed late is spent as well: coming quotas pay that first.
    /// </summary>
    private BudgetSnapshot WhenDebtIsPaid()
    {
        BudgetSnapshot budget = Budget();
        Eventually.True(
            () => (budget = Budget()).ThrottledPeriods > 0 && budget.LeftNanoseconds > -budget.QuotaNanoseconds,
            () => $"it is never throttled, or its debt is never paid: {budget}",
            _debtLimit);
        return budget;
    }

    /// <summary>
    /// From debts paid to debts paid it is billed that share of a CPU: at most the quotas of the time that passed, and at least half the
    /// quotas of the periods in which it was throttled, whatever else the machine computes. A few quotas may be owed or left at either end.
    /// </summary>
    private void AssertBilled(double share)
    {
        long start = Stopwatch.GetTimestamp();
        BudgetSnapshot before = WhenDebtIsPaid(), now = before;
        Eventually.True(
            () => (now = Budget()).ThrottledPeriods >= before.ThrottledPeriods + ThrottledPeriods,
            () => $"it is not throttled any more: {now}");
        BudgetSnapshot after = WhenDebtIsPaid();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        double quota = share * after.PeriodNanoseconds;
        Assert.Equal(quota, after.QuotaNanoseconds);
        Assert.InRange(
            after.UsedNanoseconds - before.UsedNanoseconds,
            quota * (after.ThrottledPeriods - before.ThrottledPeriods) / 2,
            share * elapsed + 4 * quota);
    }

    /// <summary>All that the limited container was ever billed.</summary>
    private double SpentNanoseconds() =>
        1e9 * Host.Admin.Bills().Containers.Single(bill => bill.Container == Limited.Port).CpuSeconds;

    /// <summary>
    /// Frames arrive all the time: between most looks of some 25 ms. Spent in a rush, a quota of 2 ms would last for one look in four or
    /// five, however often one looks. A look that took too long tells nothing, and a machine that stood still is given time to go on.
    /// </summary>
    private void AssertPaced()
    {
        const int looks = 50;
        TimeSpan longest = TimeSpan.FromMilliseconds(40);
        var grown = new Queue<bool>();
        (long at, long received) = Look();
        Eventually.True(
            () =>
            {
                (long before, long had) = (at, received);
                (at, received) = Look();
                if (Stopwatch.GetElapsedTime(before, at) < longest) grown.Enqueue(received > had);
                if (grown.Count > looks) grown.Dequeue();
                return grown.Count == looks && grown.Count(look => look) > looks * 0.6;
            },
            () => $"frames came between {grown.Count(look => look)} of the last {grown.Count} looks only");

        (long At, long Received) Look() => (Stopwatch.GetTimestamp(), Host.Admin.Port(Limited).RxFrames);
    }

    private BudgetSnapshot Budget() => Host.Admin.Port(Limited).Budget!;

    private long DroppedOverBudget(string stage) =>
        Host.Admin.Port(Limited).Drops
            .Where(drop => drop is { Reason: "over-budget" or "past-gate" } && drop.Stage == stage).Sum(drop => drop.Frames);
}
