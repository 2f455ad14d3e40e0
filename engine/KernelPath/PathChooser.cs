using Falcon.Api;
using Falcon.Engine.Budgets;
using Falcon.Engine.Counters;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Topology;
using Falcon.Steering.Paths;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.KernelPath;

/// <summary>
/// Chooses the path of the datagrams of each port whose options leave the choice, by what they cost (<see cref="PathTrial"/>). On a thread
/// of its own. It looks at all ports once a second, and more often at those that are busy.
/// </summary>
internal sealed class PathChooser : ITopologyObserver, IDisposable
{
    private static readonly TimeSpan s_look = PathTrial.Window / 2;
    private static readonly TimeSpan s_lookAtAll = TimeSpan.FromSeconds(1);

    private readonly KernelPathFollower _path;
    private readonly CounterReader _counters;
    private readonly IBills _bills;
    private readonly SocketRefusals? _refusals;
    private readonly Lock _changes = new();
    private readonly Dictionary<int, Chosen> _ports = [];
    private readonly ControlThread _thread;

    /// <summary>Starts the thread; it knows no port yet.</summary>
    /// <param name="path">Carries out what it chooses.</param>
    /// <param name="counters">What the engine has carried.</param>
    /// <param name="bills">What ports have cost, by either path.</param>
    /// <param name="refusals">The datagrams that did not arrive at their sockets; null when that is unknown.</param>
    /// <param name="faults">Receives unexpected exceptions.</param>
    public PathChooser(
        KernelPathFollower path, CounterReader counters, IBills bills, SocketRefusals? refusals, ControlFaults faults)
    {
        _path = path;
        _counters = counters;
        _bills = bills;
        _refusals = refusals;
        _thread = new ControlThread("path-choice", faults, Run);
    }

    /// <summary>The path of a port's datagrams; null where none is chosen.</summary>
    public PathChoiceSnapshot? Read(int port)
    {
        lock (_changes)
        {
            if (!_ports.TryGetValue(port, out Chosen? chosen)) return null;
            return new PathChoiceSnapshot(chosen.Trial.OnEngine ? "engine" : "kernel", chosen.Trial.OtherCost);
        }
    }

    /// <inheritdoc/>
    public void PortAdded(Port port, WantedPort wanted) => Set(port.Index, wanted.Options.Paths.Udp == FlowPath.Auto);

    /// <inheritdoc/>
    public void PortChanged(Port port, WantedPort from, WantedPort to)
    {
        if (from.Options.Paths.Udp != to.Options.Paths.Udp) Set(port.Index, to.Options.Paths.Udp == FlowPath.Auto);
    }

    /// <inheritdoc/>
    public void PortLeaving(Port port, WantedPort was) => Set(port.Index, isChosen: false);

    /// <inheritdoc/>
    public void Dispose() => _thread.Dispose();

    private void Set(int port, bool isChosen)
    {
        lock (_changes)
        {
            _ports.Remove(port);
            if (isChosen) _ports.Add(port, new Chosen());
            _path.LeaveDatagrams(port, leaves: false);
        }
    }

    private void Run(ControlThread thread)
    {
        TimeSpan lookedAtAll = TimeSpan.Zero;
        while (!thread.Stop.WaitOne(s_look))
        {
            var now = TimeSpan.FromMilliseconds(Environment.TickCount64);
            bool all = now - lookedAtAll >= s_lookAtAll;
            if (all) lookedAtAll = now;
            lock (_changes)
            {
                foreach ((int port, Chosen chosen) in _ports)
                    if (all || chosen.IsBusy) Look(now, port, chosen);
            }
        }
    }

    private void Look(TimeSpan now, int port, Chosen chosen)
    {
        PathCosts costs = CostsOf(port);
        chosen.IsBusy = costs.Frames - chosen.Datagrams > PathTrial.Busy * (now - chosen.SeenAt).TotalSeconds / 4;
        (chosen.Datagrams, chosen.SeenAt) = (costs.Frames, now);
        bool before = chosen.Trial.OnEngine;
        chosen.Trial.Update(now, costs);
        if (chosen.Trial.OnEngine != before) _path.LeaveDatagrams(port, chosen.Trial.OnEngine);
    }

    private PathCosts CostsOf(int port)
    {
        PathTraffic kernel = _path.ReadAll(port);
        TrafficCounters engine = _counters.TrafficOf(port);
        long byEngine = engine.RxFrames + engine.TxFrames, byKernel = kernel.ReceivedFrames + kernel.SentFrames;
        return new PathCosts(
            _bills.BilledNanoseconds(port), kernel.SentDatagrams + kernel.ReceivedDatagrams,
            byEngine + byKernel - (_refusals?.CountOf(port) ?? 0), byEngine, byKernel);
    }

    private sealed class Chosen
    {
        public PathTrial Trial { get; } = new();

        public long Datagrams { get; set; }

        public TimeSpan SeenAt { get; set; }

        public bool IsBusy { get; set; }
    }
}
