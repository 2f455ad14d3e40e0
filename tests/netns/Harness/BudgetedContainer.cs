using Falcon.Api;

namespace Falcon.Netns.Tests.Harness;

/// <summary>The first container of host 1, with a CPU budget and more work than the budget allows.</summary>
public sealed class BudgetedContainer(Lab lab)
{
    /// <summary>How long debts may last: first frames are billed for the JIT's work, up to seconds of a small budget.</summary>
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
    /// Starts the daemon while the container already has a queueing discipline, and gives it the budget afterwards. Its first frames are
    /// billed for the JIT's work; with a budget it would be throttled, and get a gate, before tc runs.
    /// </summary>
    /// <param name="budget">The budget.</param>
    /// <param name="start">Starts the daemon; null for the default.</param>
    public FalconDaemon StartWithoutGate(string budget, Func<Host, FalconDaemon>? start = null)
    {
        FalconDaemon daemon = (start ?? FalconDaemon.Start)(Host);
        Container.Exec("tc", "qdisc", "add", "dev", "eth0", "root", "pfifo").Succeeds();
        Traffic.WarmUp(Container, Remote.Ipv4);
        Host.Configuration.Add(Container, $"budget: {budget}");
        Host.Reload().Succeeds();
        return daemon;
    }

    /// <summary>Sends datagrams as fast as it can until the test ends.</summary>
    public RunningCommand Send() => Container.StartScript("udp_send.py", Remote.Ipv4, "9", "nobody listens", "1000000000");

    /// <summary>Sends frames from the wire that cost more than its budget.</summary>
    public RunningCommand Flood() =>
        lab.Host(2).Start(Repository.Falcon, lab.PktgenTo(Container, "--rate", "300000", "--seconds", "3600"));

    /// <summary>What tc(8) shows at the container's end.</summary>
    public string Gate(params string[] options) => Container.Exec("tc", [.. options, "qdisc", "show", "dev", "eth0"]).Output;

    /// <summary>Its frames that were dropped before a worker had them, for these reasons.</summary>
    public long Dropped(params string[] reasons) =>
        Port.Drops.Where(drop => drop.Stage == "collect" && reasons.Contains(drop.Reason)).Sum(drop => drop.Frames);

    /// <summary>Removes its namespace and makes it again; returns when it answers.</summary>
    public void ComeBack()
    {
        new Command("ip", "netns", "del", Container.Name).Run().Succeeds();
        Eventually.True(() => !Port.Up, "the port is still up");
        new Command("ip", "netns", "add", Container.Name).Run().Succeeds();
        Traffic.WarmUp(Container, Remote.Ipv4);
    }

    /// <summary>
    /// The budget once the container was throttled and owes at most a period's quota. First frames are billed for the JIT's work, and a
    /// keeper that lost its CPU notices spending late; later quotas pay that first.
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
