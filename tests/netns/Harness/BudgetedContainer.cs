using Falcon.Api;

namespace Falcon.Netns.Tests.Harness;

/// <summary>The first container of host 1, which gets a CPU budget and more work than that.</summary>
public sealed class BudgetedContainer(Lab lab)
{
    /// <summary>How long debts may take: first frames are billed the compiler's work, up to seconds of a small budget.</summary>
    public static readonly TimeSpan DebtLimit = TimeSpan.FromMinutes(2);

    public Container Container => lab.Container(1, 1);

    /// <summary>The host end's counters and state.</summary>
    public PortSnapshot Port => Host.Admin.Port(Container);

    public BudgetSnapshot Budget => Port.Budget!;

    private Host Host => lab.Host(1);

    private Container Remote => lab.Container(2, 1);

    /// <summary>Starts the daemon with a budget for it.</summary>
    public FalconDaemon Start(string budget) => FalconDaemon.Start(Host, Container, $"budget: {budget}");

    /// <summary>
    /// Starts the daemon where the container has a discipline of its own before it has a budget: its first frames are billed the compiler's
    /// work, and would have it throttled, and a gate put there, before tc comes.
    /// </summary>
    /// <param name="budget">The budget.</param>
    /// <param name="start">How the daemon is started; null: as always.</param>
    public FalconDaemon StartWithoutGate(string budget, Func<Host, FalconDaemon>? start = null)
    {
        FalconDaemon daemon = (start ?? FalconDaemon.Start)(Host);
        Container.Exec("tc", "qdisc", "add", "dev", "eth0", "root", "pfifo").Succeeds();
        Traffic.WarmUp(Container, Remote.Ipv4);
        Host.Configuration.Add(Container, $"budget: {budget}");
        Host.Reload().Succeeds();
        return daemon;
    }

    /// <summary>Datagrams as fast as it can, as long as the test lasts.</summary>
    public RunningCommand Send() => Container.StartScript("udp_send.py", Remote.Ipv4, "9", "nobody listens", "1000000000");

    /// <summary>Frames from the wire for it, more than it is allowed to cost.</summary>
    public RunningCommand Flood() =>
        lab.Host(2).Start(Repository.Falcon, lab.PktgenTo(Container, "--rate", "300000", "--seconds", "3600"));

    /// <summary>What tc(8) shows at the container's end.</summary>
    public string Gate(params string[] options) => Container.Exec("tc", [.. options, "qdisc", "show", "dev", "eth0"]).Output;

    /// <summary>Frames of it that were dropped before a worker had them, for these reasons.</summary>
    public long Dropped(params string[] reasons) =>
        Port.Drops.Where(drop => drop.Stage == "collect" && reasons.Contains(drop.Reason)).Sum(drop => drop.Frames);

    /// <summary>Removes its namespace and makes it again; returns when it talks.</summary>
    public void ComeBack()
    {
        new Command("ip", "netns", "del", Container.Name).Run().Succeeds();
        Eventually.True(() => !Port.Up, "the port is still up");
        new Command("ip", "netns", "add", Container.Name).Run().Succeeds();
        Traffic.WarmUp(Container, Remote.Ipv4);
    }

    /// <summary>
    /// The budget once the container was throttled and owes no more than a period's quota. Frames that are the first of their kind are
    /// billed the compiler's work, and what a keeper that lost its CPU noticed late is spent as well: coming quotas pay that first.
    /// </summary>
    public BudgetSnapshot WhenDebtIsPaid()
    {
        BudgetSnapshot budget = Budget;
        Eventually.True(
            () => (budget = Budget).ThrottledPeriods > 0 && budget.LeftNanoseconds > -budget.QuotaNanoseconds,
            () => $"it is never throttled, or its debt is never paid: {budget}",
            DebtLimit);
        return budget;
    }
}
