using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Topology;
using Falcon.Engine.Uplinks;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Threads;

namespace Falcon.Engine.KernelPath;

/// <summary>
/// Makes the kernel path follow the engine: the topology and the devices at once, learned addresses and routes some milliseconds later, on
/// a thread of its own. When a change of the topology is complete, no frame passes any more by what it has removed.
/// </summary>
internal sealed class KernelPathFollower : ITopologyObserver, IAttachmentObserver, IDisposable
{
    private const string Name = "kernel-path";

    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_leastPause = TimeSpan.FromMilliseconds(5);

    private readonly KernelPathTables _tables;
    private readonly PathHostEnds _hostEnds;
    private readonly PathWriter _writer;
    private readonly ReceivedTrains _trains;
    private readonly ControlFaults _faults;
    private readonly Lock _changes = new();
    private readonly HashSet<int> _leaving = [];
    private readonly (Port? Port, PathTraffic Traffic)[] _before = new (Port?, PathTraffic)[ForwardingState.MostPorts];
    private readonly ControlThread _thread;
    private int _changed;
    private long _refreshedAt = Clock.Now;

    /// <summary>Takes up the devices that are there, and starts the thread. The caller holds <see cref="PortSet.Changes"/>.</summary>
    /// <param name="parts">The tables and programs.</param>
    /// <param name="state">The engine's tables.</param>
    /// <param name="ports">The ports and their devices.</param>
    /// <param name="underlay">The uplinks.</param>
    /// <param name="trains">Joins what comes from the wire.</param>
    /// <param name="isBilled">Whether ports pay for what the kernel spends for them.</param>
    /// <param name="faults">Receives unexpected exceptions.</param>
    public KernelPathFollower(
        KernelPathParts parts, ForwardingState state, PortSet ports, Underlay underlay, ReceivedTrains trains, bool isBilled,
        ControlFaults faults)
    {
        _tables = parts.Tables;
        _trains = trains;
        _faults = faults;
        _hostEnds = new PathHostEnds(ports.Namespace, parts.Programs);
        _writer = new PathWriter(state, ports, underlay, _tables, isBilled, port => _hostEnds.Has(port) && !_leaving.Contains(port));
        foreach (PortPlan plan in ports.Plans.Where(plan => ports.AttachmentOf(plan.Index) is not null)) Attach(plan.Index);
        ports.Subscribe(this);
        _thread = new ControlThread(Name, faults, Run);
        state.Fdb.Subscribe(Wake);
    }

    /// <summary>Addresses that the tables had no room for.</summary>
    public int Refused => _writer.Refused;

    /// <summary>Makes it look at forwarding table and routes again. Any thread; does not block.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _changed, 1) == 0) _thread.Wake();
    }

    /// <summary>What went to the wire and came from it, and what was left to the engine before a port was found.</summary>
    public PathTraffic ReadWire() => _tables.ReadWire();

    /// <summary>Why frames from an uplink are not joined to trains; empty while they are, or where the kernel path takes none.</summary>
    public string TrainsFaultOf(Uplink uplink) => _trains.FaultOf(uplink);

    /// <summary>What a port sent and got by the kernel path, and why not; null while it does not use it.</summary>
    public PathTraffic? Read(Port port)
    {
        lock (_changes)
        {
            if (!_writer.Carries(port.Index)) return null;
            return _before[port.Index].Port == port
                ? _tables.ReadPort(port.Index) - _before[port.Index].Traffic
                : _tables.ReadPort(port.Index);
        }
    }

    /// <summary>What a port sent and got by the kernel path, with what earlier ports at this index did.</summary>
    public PathTraffic ReadAll(int port) => _tables.ReadPort(port);

    /// <inheritdoc cref="PathWriter.LeaveDatagrams"/>
    public void LeaveDatagrams(int port, bool leaves)
    {
        lock (_changes) _writer.LeaveDatagrams(port, leaves);
    }

    /// <inheritdoc/>
    public void PortAdded(Port port, WantedPort wanted)
    {
        lock (_changes)
        {
            _leaving.Remove(port.Index);
            if (_before[port.Index].Port != port) _before[port.Index] = (port, _tables.ReadPort(port.Index));
        }
    }

    /// <inheritdoc/>
    public void PortLeaving(Port port, WantedPort was)
    {
        lock (_changes)
        {
            _leaving.Add(port.Index);
            _writer.Remove(port.Index);
        }
    }

    /// <inheritdoc/>
    public void Changed(TopologyChange change)
    {
        lock (_changes)
        {
            _writer.Write();
            FollowTrains();
        }

        _tables.Settle();
    }

    /// <inheritdoc/>
    public void Replaced(int port, PortAttachment? old, PortAttachment? now)
    {
        lock (_changes)
        {
            _writer.Remove(port);
            _hostEnds.Detach(port);
            if (now is not null) Attach(port);
        }

        if (now is not null) Wake();
    }

    /// <summary>Gives all frames back to the engine, and detaches from the host ends.</summary>
    public void Dispose()
    {
        _thread.Dispose();
        _tables.RevokeAll();
        _tables.Settle();
        lock (_changes) _hostEnds.Dispose();
    }

    /// <summary>A port whose host end takes no program stays with the engine.</summary>
    private void Attach(int port) => _faults.Try(Name, () => _hostEnds.Attach(port));

    private void Run(ControlThread thread)
    {
        var poller = new FdPoller([thread.WakeUpFd]);
        while (!thread.Stopping)
        {
            poller.Wait(s_period);
            thread.Drain();
            Volatile.Write(ref _changed, 0); // before the look: a change during it is not lost
            long start = Clock.Now;
            lock (_changes)
            {
                if (thread.Stopping) return;
                _writer.Write();
                FollowTrains();
                if (start - _refreshedAt >= Clock.Nanoseconds(s_period)) Refresh(start);
            }

            Pause(thread, Clock.Now - start);
        }
    }

    private void FollowTrains() => _trains.Follow(_writer.CarriesAny);

    private void Refresh(long now)
    {
        _writer.Refresh(_refreshedAt, Clock.Seconds);
        _refreshedAt = now;
    }

    /// <summary>A flood of new addresses costs at most a tenth of a CPU here.</summary>
    private static void Pause(ControlThread thread, long nanoseconds)
    {
        var pause = TimeSpan.FromTicks(9 * nanoseconds / TimeSpan.NanosecondsPerTick);
        thread.Stop.WaitOne(pause > s_leastPause ? pause : s_leastPause);
    }
}
