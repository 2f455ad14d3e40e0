using System.Threading.Channels;
using Falcon.Engine.Balancing;
using Falcon.Engine.Budgets;
using Falcon.Engine.Events;
using Falcon.Engine.Feedback;
using Falcon.Engine.Handoff;
using Falcon.Engine.KernelPath;
using Falcon.Engine.Lanes;
using Falcon.Engine.Options;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Topology;
using Falcon.Engine.Uplinks;
using Falcon.Engine.Vteps;
using Falcon.Engine.Workers;
using Falcon.Vxlan;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;
using Falcon.Xsk.Sockets;

namespace Falcon.Engine;

/// <summary>
/// Builds a <see cref="RunningDataplane"/>: tables, ports, sockets, workers, and last the XDP programs that let frames in. The builder is
/// not used afterwards.
/// </summary>
internal sealed class DataplaneBuilder
{
    private const int StrangersWaiting = 256;

    private static readonly TimeSpan s_predecessorsGrace = TimeSpan.FromSeconds(1);

    private readonly DataplaneOptions _options;
    private readonly ChannelWriter<DataplaneEvent> _events;
    private readonly ICpuMeter? _cpuMeter;
    private readonly OpenedParts _opened;
    private readonly ControlFaults _faults;
    private readonly Underlay _underlay;
    private readonly OverlayPlanner _planner;
    private readonly IReadOnlyList<WantedOverlay> _overlays;
    private readonly MemoryPlan _memory;
    private readonly ForwardingState _state;
    private readonly ThrottleTable _throttles;
    private readonly PortHolds _holds;
    private readonly ReceiverFeedback? _feedback;
    private string? _pathFault;

    private DataplaneBuilder(DataplaneOptions options, ChannelWriter<DataplaneEvent> events, ICpuMeter? cpuMeter, OpenedParts opened)
    {
        _options = options;
        _events = events;
        _cpuMeter = cpuMeter;
        _opened = opened;
        _faults = new ControlFaults(fault => events.TryWrite(fault));
        _underlay = Underlay.Find(options);
        _planner = new OverlayPlanner(options, _underlay);
        _overlays = _planner.Plan(options.Overlays);
        _memory = MemoryPlan.For(_overlays, _underlay);
        var fdb = new ForwardingTable(options.FdbCapacity, options.FdbAge);
        _state = new ForwardingState(options.VxlanPort, _underlay.Identify(), [], [], fdb);
        _throttles = opened.Add(ThrottleTable.Create(ForwardingState.MostPorts));
        _holds = opened.Add(PortHolds.Create(ForwardingState.MostPorts));
        _feedback = WatchReceivers();
    }

    /// <summary>Builds and starts everything. On failure it closes what it has opened.</summary>
    /// <inheritdoc cref="Dataplane.Start"/>
    public static RunningDataplane Build(DataplaneOptions options, ChannelWriter<DataplaneEvent> events, ICpuMeter? cpuMeter)
    {
        var opened = new OpenedParts();
        try
        {
            return new DataplaneBuilder(options, events, cpuMeter, opened).Build();
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private RunningDataplane Build()
    {
        PortSet ports = _opened.Add(PortSet.Create(_options.PortLane, _options.Workers.Count));
        LiveTopology topology = AttachPorts(ports, out IReadOnlyList<DataplaneEvent> attached);

        Umem umem = _opened.Add(Umem.Allocate((int)UmemDemand.Frames(_options, _underlay.Queues), _memory.ChunkSize));
        var pool = new FramePool(umem);
        var sockets = new BoundSockets(_underlay, ports);
        KernelPathParts? path = OpenKernelPath(ports);
        KernelTime? kernelTime = MeasureKernel(path);
        var environment = new UplinkEnvironment(
            umem, _options.VxlanPort, UmemDemand.UplinkRing, _throttles, _feedback?.Gates, () => sockets.Any)
        {
            Engine = ports.Namespace,
            Path = path?.Programs,
        };
        OpenUplinks(environment);

        var workersBuilder = new WorkersBuilder(_options, _underlay.Uplinks, ports, _state, _events, kernelTime, _opened);
        HandoffRings rings = workersBuilder.Rings;
        PortLanes portLanes = _opened.Add(PortLanes.Open(
            _options.PortLane, umem, () => sockets.Any, ports, _state, _memory.LargestMtu, _options.Workers.Count, rings, _holds,
            path?.Programs));
        sockets.PortLanes = portLanes;
        TellOf(portLanes);
        IReadOnlyList<XskUplinkLane>[] uplinkLanes = OpenUplinkLanes(umem, workersBuilder);
        KernelPathFollower? follower = portLanes.RingFault is null ? FollowByKernelPath(path, ports, kernelTime is not null) : null;
        var reassembled = new ReassembledFrames(umem);
        uplinkLanes[0][0].Reassembled = reassembled;
        var strangers = Channel.CreateBounded<UInt128>(StrangersWaiting);
        IReadOnlyList<Worker> workers = workersBuilder.Start(
            pool, uplinkLanes, portLanes.Lanes, _feedback, strangers.Writer, follower is null ? null : path!.Tables);
        SteeringController? steering = workersBuilder.Share(workers, portLanes, _cpuMeter, _faults);

        foreach (DataplaneEvent port in attached.Where(change => change.Kind is DataplaneEventKind.PortUp or DataplaneEventKind.PortDown))
            _events.TryWrite(port);
        var bills = new WorkerBills(workers, _state, kernelTime?.Bills);
        BudgetKeeper? budgets = KeepBudgets(ports, portLanes.RingFault is null ? _holds : null, bills);
        if (budgets is not null) topology.Subscribe(budgets);
        var counters = new CounterReader(
            [.. workers.Select(worker => worker.Pipeline.Context)], _throttles, _holds, _feedback, kernelTime?.Bills,
            path is null ? null : path.CarriedOf);
        ReuseIndices(topology, workers, rings, counters);
        VtepResolver resolver = ResolveVteps(workers, rings, strangers.Reader, follower);
        if (follower is not null) topology.Subscribe(follower);
        PathChooser? chooser = ChoosePaths(follower, counters, bills);
        if (chooser is not null) topology.Subscribe(chooser);
        FollowTopology(topology, ports);
        foreach (Uplink uplink in _underlay.Uplinks) uplink.Admit(_underlay.LocalVteps);
        Doorbell first = rings.DoorbellOf(0); // the first worker takes the reassembled frames
        _opened.Add(new FragmentReader(
            _state, reassembled, _memory.LargestFrame, _events, _faults, first.RingAlways, RawReceiver.TryOpenUdp));
        _opened.Add(new UplinkMonitor(_underlay, environment, _state, _events, _faults, resolver.Wake));
        return new RunningDataplane(_opened)
        {
            Underlay = _underlay,
            Planner = _planner,
            Memory = _memory,
            State = _state,
            Pool = pool,
            Ports = ports,
            Holds = _holds,
            Feedback = _feedback,
            Topology = topology,
            Counters = counters,
            Budgets = budgets,
            KernelPath = follower,
            PathChooser = chooser,
            KernelTime = kernelTime,
            KernelPathFault = _pathFault ?? portLanes.RingFault,
            Workers = workers,
            Rings = rings,
            Steering = steering,
            Reassembled = reassembled,
            Faults = _faults,
        };
    }

    /// <summary>Makes the configured ports' devices, before there are workers.</summary>
    private LiveTopology AttachPorts(PortSet ports, out IReadOnlyList<DataplaneEvent> attached)
    {
        if (_feedback is not null) ports.Subscribe(new WatchedReceivers(_feedback));
        var topology = new LiveTopology(_state, ports, _faults);
        attached = topology.Become(_overlays, s_predecessorsGrace);
        topology.Subscribe(new ThrottledPorts(_throttles));
        if (_feedback is not null) topology.Subscribe(new WhenDrained(port => _feedback.Gates.Forget(port.Index)));
        return topology;
    }

    private IReadOnlyList<XskUplinkLane>[] OpenUplinkLanes(Umem umem, WorkersBuilder builder)
    {
        IReadOnlyList<XskUplinkLane>[] lanes =
        [
            .. _underlay.Uplinks.Select(uplink => uplink.OpenLanes(umem, _options.Workers.Count, builder.Senders, builder.Rings)),
        ];
        foreach (XskUplinkLane lane in lanes.SelectMany(lanes => lanes)) _opened.Add(lane);
        return lanes;
    }

    private void ReuseIndices(LiveTopology topology, IReadOnlyList<Worker> workers, HandoffRings rings, CounterReader counters)
    {
        topology.ReuseIndices(FenceOf(workers, rings), [.. workers.Select(worker => worker.Pipeline.Context)], counters);
        IndexReclaimer reclaimer = _opened.Add(new IndexReclaimer(topology, _faults));
        topology.Subscribe(new WhenChanged(_ => reclaimer.Wake())); // a port or an overlay may have left
    }

    private VtepResolver ResolveVteps(
        IReadOnlyList<Worker> workers, HandoffRings rings, ChannelReader<UInt128> strangers, KernelPathFollower? follower)
    {
        var headers = new OuterHeaderFactory(_underlay, _options.VxlanPort, _options.OuterUdpChecksum, _options.Dscp);
        return _opened.Add(new VtepResolver(_state, _underlay, headers, strangers, FenceOf(workers, rings), _events, _faults,
            follower is null ? null : follower.Wake));
    }

    /// <summary>Each user of a fence has one of its own.</summary>
    private PipelineFence FenceOf(IReadOnlyList<Worker> workers, HandoffRings rings) =>
        new(_state.Epoch, [.. workers.Select(worker => worker.Pipeline)], rings);

    private void FollowTopology(LiveTopology topology, PortSet ports)
    {
        PortMonitor monitor = _opened.Add(new PortMonitor(ports, _state, _events, _faults));
        foreach (Uplink uplink in _underlay.Uplinks) topology.Subscribe(uplink);
        topology.Subscribe(new WhenChanged(Tell));
        topology.Subscribe(new WhenChanged(_ => monitor.Wake())); // a new port may wait for its container
    }

    private void OpenUplinks(UplinkEnvironment environment)
    {
        foreach (Uplink uplink in _underlay.Uplinks)
        {
            _opened.Add(uplink).Attach(uplink.Link, environment);
            _events.TryWrite(new DataplaneEvent(DataplaneEventKind.LaneOpened, uplink.Options.Device, uplink.Attachment!.Description));
        }
    }

    private void TellOf(PortLanes lanes)
    {
        if (lanes.RingFault is not { } fault) return;
        _events.TryWrite(new DataplaneEvent(
            DataplaneEventKind.LaneOpened, "ports", $"packet sockets, small frames received by system calls ({fault})"));
    }

    /// <summary>
    /// Opens the kernel path if an overlay wants it. Returns null and reports an event when the kernel cannot: the engine carries
    /// everything then.
    /// </summary>
    private KernelPathParts? OpenKernelPath(PortSet ports)
    {
        if (!_options.UsesKernelPath) return null;
        try
        {
            return _opened.Add(KernelPathParts.Open(ports.Namespace, _options.VxlanPort, _options.Workers.Count, _holds, _throttles));
        }
        catch (XskException fault)
        {
            _pathFault = fault.Message;
            _events.TryWrite(new DataplaneEvent(DataplaneEventKind.KernelPathMissing, "kernel-path", fault.Message));
            return null;
        }
    }

    /// <summary>After the kernel path and before the workers, so that it ends after them.</summary>
    private KernelTime? MeasureKernel(KernelPathParts? path) => path is not null && _options.Accounting
        && KernelTime.Start(path, _events) is { } time
        ? _opened.Add(time)
        : null;

    /// <summary>Before there are workers, which call it when they learn.</summary>
    private KernelPathFollower? FollowByKernelPath(KernelPathParts? path, PortSet ports, bool isBilled)
    {
        if (path is null) return null;
        ReceivedTrains trains = _opened.Add(ReceivedTrains.Prepare(_options.VxlanPort, _underlay, _events));
        lock (ports.Changes)
            return _opened.Add(new KernelPathFollower(path, _state, ports, _underlay, trains, isBilled, _faults));
    }

    /// <summary>Without bills nothing is known of costs, and the kernel carries all datagrams that it can.</summary>
    private PathChooser? ChoosePaths(KernelPathFollower? follower, CounterReader counters, WorkerBills bills) =>
        follower is null || !_options.Accounting
            ? null
            : _opened.Add(new PathChooser(follower, counters, bills, _feedback?.Refusals, _faults));

    /// <summary>
    /// Opens the receiver feedback. Returns null and reports an event when the kernel does not tell what sockets refuse; the rest works
    /// without.
    /// </summary>
    private ReceiverFeedback? WatchReceivers()
    {
        try
        {
            return _opened.Add(ReceiverFeedback.Open(ForwardingState.MostPorts));
        }
        catch (XskException fault)
        {
            _events.TryWrite(new DataplaneEvent(DataplaneEventKind.FeedbackMissing, "receivers", fault.Message));
            return null;
        }
    }

    /// <summary>Starts the budget thread; null when accounting is off.</summary>
    private BudgetKeeper? KeepBudgets(PortSet ports, PortHolds? holds, WorkerBills bills) =>
        _options.Accounting ? _opened.Add(new BudgetKeeper(ports, _throttles, holds, bills, _events, _faults)) : null;

    private void Tell(TopologyChange change)
    {
        foreach (DataplaneEvent happened in change.Events) _events.TryWrite(happened);
    }
}
