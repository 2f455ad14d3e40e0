using System.Threading.Channels;
using Falcon.Api;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Topology;
using Falcon.Xsk.Programs;
using Falcon.Xsk.Threads;

namespace Falcon.Engine.Budgets;

/// <summary>
/// The thread that holds ports to their budgets: it reads the bills, throttles and releases. It wakes often while a port with a budget
/// spends or is throttled, rarely otherwise, and not at all while no port has a budget. What it notices late becomes a debt, so a late
/// wake-up gives nothing away.
/// </summary>
internal sealed class BudgetKeeper : ITopologyObserver, IDisposable
{
    private const long LeftOverInterval = 100_000_000;

    private static readonly TimeSpan s_watching = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_resting = TimeSpan.FromMilliseconds(20);

    private readonly PortSet _set;
    private readonly ThrottleTable _table;
    private readonly PortHolds? _holds;
    private readonly IBills _bills;
    private readonly ChannelWriter<DataplaneEvent> _events;
    private readonly Lock _changes = new();
    private readonly ControlThread _thread;
    private PortBudget[] _budgets = [];
    private LeftOver _leftOver;
    private long _divideAt;

    /// <summary>Starts the thread; no port has a budget yet.</summary>
    /// <param name="set">The ports and their devices.</param>
    /// <param name="table">The throttle table that the uplinks' programs read.</param>
    /// <param name="holds">The holds that the programs at the ports' host ends read; null where there are no such programs.</param>
    /// <param name="bills">The CPU time that ports have spent.</param>
    /// <param name="events">Receives reports of budgets that cannot be held as they should.</param>
    /// <param name="faults">Receives unexpected exceptions.</param>
    public BudgetKeeper(
        PortSet set, ThrottleTable table, PortHolds? holds, IBills bills, ChannelWriter<DataplaneEvent> events, ControlFaults faults)
    {
        _set = set;
        _table = table;
        _holds = holds;
        _bills = bills;
        _events = events;
        _leftOver = new LeftOver(bills.Workers);
        _thread = new ControlThread("budgets", faults, Run);
    }

    /// <inheritdoc/>
    public void PortAdded(Port port, WantedPort wanted) => Set(port, wanted.Options.Budget);

    /// <inheritdoc/>
    public void PortChanged(Port port, WantedPort from, WantedPort to)
    {
        if (to.Options.Budget != from.Options.Budget) Set(port, to.Options.Budget);
    }

    /// <inheritdoc/>
    public void PortLeaving(Port port, WantedPort was) => Set(port, null);

    /// <summary>Sets or removes a port's budget. A new budget starts now with a full quota. Any thread.</summary>
    /// <param name="port">The port; it must be in the set.</param>
    /// <param name="options">The budget; null for none.</param>
    public void Set(Port port, BudgetOptions? options)
    {
        ArgumentNullException.ThrowIfNull(port);
        lock (_changes)
        {
            if (options is null && Read(port.Index) is null) return;
            if (_budgets.Length == 0) _leftOver = new LeftOver(_bills.Workers); // what was left over before now does not count
            foreach (PortBudget old in _budgets.Where(budget => budget.Port == port.Index)) old.Dispose();
            PortBudget[] others = [.. _budgets.Where(budget => budget.Port != port.Index)];
            Volatile.Write(ref _budgets, options is null ? others : [.. others, NewBudget(port, options)]);
        }

        _thread.Wake();
    }

    /// <summary>Reads the present state of a port's budget; null when it has none. Any thread.</summary>
    public BudgetSnapshot? Read(int port)
    {
        PortBudget? budget = Volatile.Read(ref _budgets).FirstOrDefault(budget => budget.Port == port);
        if (budget is null) return null;
        ThrottleCount counted = budget.Counted;
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

    /// <summary>Ends the thread. Throttled ports stay throttled until they are removed.</summary>
    public void Dispose() => _thread.Dispose();

    private PortBudget NewBudget(Port port, BudgetOptions options)
    {
        var throttle = new PortThrottle(_table, port, new TransmitGate(_set, port, _events), new HostEndHold(_holds, port.Index));
        return new PortBudget(port.Index, options, throttle, Clock.Now, _bills.BilledNanoseconds(port.Index));
    }

    private void Run(ControlThread thread)
    {
        var poller = new FdPoller([thread.WakeUpFd]);
        while (!thread.Stopping)
        {
            poller.Wait(Update());
            thread.Drain();
        }
    }

    /// <summary>Updates every budget.</summary>
    /// <returns>When to update again; null while no port has a budget.</returns>
    private TimeSpan? Update()
    {
        lock (_changes)
        {
            if (_budgets.Length == 0) return null;
            long now = Clock.Now;
            bool watch = false;
            foreach (PortBudget budget in _budgets) watch |= budget.Update(_bills.BilledNanoseconds(budget.Port), now);
            if (now >= _divideAt)
            {
                _divideAt = now + LeftOverInterval;
                _leftOver.Divide(_budgets, now, _bills.AllBilledNanoseconds, _bills.LostNanoseconds);
            }

            return watch ? s_watching : s_resting;
        }
    }
}
