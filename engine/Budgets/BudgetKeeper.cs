using System.Threading.Channels;
using Falcon.Engine.Ports;
using Falcon.Engine.Snapshots;
using Falcon.Engine.Tables;
using Falcon.Xsk;

namespace Falcon.Engine.Budgets;

/// <summary>
/// The thread that holds ports to their budgets: reads the bills, throttles and releases. It looks often while a port with a budget
/// spends or is throttled, else seldom; what it notices late is a debt, not a gift.
/// </summary>
internal sealed class BudgetKeeper : IDisposable
{
    private const long LeftOverInterval = 100_000_000;

    private static readonly TimeSpan s_watching = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_resting = TimeSpan.FromMilliseconds(20);

    private readonly IReadOnlyList<PortBudget> _budgets;
    private readonly IBills _bills;
    private readonly ThrottleTable _table;
    private readonly LeftOver _leftOver;
    private readonly EventFd _stop = new();
    private readonly FdPoller _poller;
    private readonly Thread _thread;
    private long _divideAt;

    private BudgetKeeper(IReadOnlyList<PortBudget> budgets, ThrottleTable table, IBills bills)
    {
        _budgets = budgets;
        _table = table;
        _bills = bills;
        _leftOver = new LeftOver(bills.Workers);
        _poller = new FdPoller([_stop.Fd]);
        _thread = new Thread(Run) { Name = "falcon/budgets", IsBackground = true };
    }

    /// <summary>Starts the thread.</summary>
    /// <param name="set">The containers' ends.</param>
    /// <param name="ports">The ports; those with a budget are held to it.</param>
    /// <param name="table">What the uplinks' programs read.</param>
    /// <param name="bills">What ports have spent.</param>
    /// <param name="events">Where it says that a budget cannot be held as it should.</param>
    public static BudgetKeeper Start(
        PortSet set, IReadOnlyList<Port> ports, ThrottleTable table, IBills bills, ChannelWriter<DataplaneEvent> events)
    {
        EgressGate?[] gates = [.. set.Plans.Select(plan => plan.Options.Budget is null ? null : new EgressGate(set, ports[plan.Index], events))];
        var throttle = new PortThrottle(table, ports, gates);
        long now = Clock.Now;
        var keeper = new BudgetKeeper([.. BudgetsOf(set.Plans, throttle, now)], table, bills);
        keeper._thread.Start();
        return keeper;
    }

    private static IEnumerable<PortBudget> BudgetsOf(IReadOnlyList<PortPlan> plans, PortThrottle throttle, long now)
    {
        foreach (PortPlan plan in plans)
        {
            if (plan.Options.Budget is { } options) yield return new PortBudget(plan.Index, options, throttle, now);
        }
    }

    /// <summary>A port's budget as it is now; null when it has none. Any thread.</summary>
    public BudgetSnapshot? Read(int port)
    {
        PortBudget? budget = _budgets.FirstOrDefault(budget => budget.Port == port);
        if (budget is null) return null;
        ThrottleCount counted = _table.CountOf(port);
        return new BudgetSnapshot
        {
            QuotaNanoseconds = Clock.Nanoseconds(budget.Options.Quota),
            PeriodNanoseconds = Clock.Nanoseconds(budget.Options.Period),
            BurstNanoseconds = Clock.Nanoseconds(budget.Options.Burst),
            Shares = budget.Options.Shares,
            UsedNanoseconds = budget.Used,
            LeftNanoseconds = budget.Left,
            GrantedNanoseconds = budget.Granted,
            Throttled = budget.Throttled,
            Periods = budget.Periods,
            ThrottledPeriods = budget.ThrottledPeriods,
            XdpDroppedFrames = counted.Frames,
            XdpDroppedBytes = counted.Bytes,
        };
    }

    /// <summary>Ends the thread; what it throttled goes with the ports.</summary>
    public void Dispose()
    {
        _stop.Signal();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        bool watch = false;
        while (_poller.Wait(watch ? s_watching : s_resting) == 0) watch = Update(Clock.Now);
    }

    private bool Update(long now)
    {
        bool watch = false;
        foreach (PortBudget budget in _budgets) watch |= budget.Update(_bills.BilledNanoseconds(budget.Port), now);
        if (now >= _divideAt)
        {
            _divideAt = now + LeftOverInterval;
            _leftOver.Divide(_budgets, now, _bills.AllBilledNanoseconds, _bills.LostNanoseconds);
        }

        return watch;
    }
}
