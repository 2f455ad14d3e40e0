using System.Threading.Channels;
using Falcon.Engine.Balancing;
using Falcon.Engine.Budgets;
using Falcon.Engine.Events;
using Falcon.Engine.Feedback;
using Falcon.Engine.Handoff;
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

    private DataplaneBuilder(DataplaneOptions options, ChannelWriter<DataplaneEvent> events, ICpuMeter? cpuMeter, OpenedParts opened)
    {
        _options = options;
        _events = events;
        _cpuMeter = cpuMeter;
        _opened = opened;
        _faults = new ControlFaults(fault => events.TryWrite(fault));
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
        var underlay = Underlay.Find(_options);
        var planner = new OverlayPlanner(_options, underlay);
        IReadOnlyList<WantedOverlay> overlays = planner.Plan(_options.Overlays);
        var memory = MemoryPlan.For(overlays, underlay);
        var state = new ForwardingState(
            _options.VxlanPort, underlay.Identify(), [], [], new ForwardingTable(_options.FdbCapacity, _options.FdbAge));
        ThrottleTable throttles = _opened.Add(ThrottleTable.Create(ForwardingState.MostPorts));
        PortHolds holds = _opened.Add(PortHolds.Create(ForwardingState.MostPorts));
        ReceiverFeedback? feedback = WatchReceivers();
        PortSet ports = _opened.Add(PortSet.Create(_options.PortLane, _options.Workers.Count));
        if (feedback is not null) ports.Subscribe(new WatchedReceivers(feedback));
        var topology = new LiveTopology(state, ports, _faults);
        IReadOnlyList<DataplaneEvent> attached = topology.Become(overlays, s_predecessorsGrace);
        topology.Subscribe(new ThrottledPorts(throttles));
        if (feedback is not null) topology.Subscribe(new WhenDrained(port => feedback.Gates.Forget(port.Index)));

        Umem umem = _opened.Add(Umem.Allocate((int)UmemDemand.Frames(_options, underlay.Queues), memory.ChunkSize));
        var pool = new FramePool(umem);
        var sockets = new BoundSockets(underlay, ports);
        var environment = new UplinkEnvironment(
            umem, _options.VxlanPort, UmemDemand.UplinkRing, throttles, feedback?.Gates, () => sockets.Any);
        OpenUplinks(underlay, environment);

        var workersBuilder = new WorkersBuilder(_options, underlay.Uplinks, ports, state, _events, _opened);
        PortLanes portLanes = _opened.Add(PortLanes.Open(
            _options.PortLane, umem, () => sockets.Any, ports, state, memory.LargestMtu, _options.Workers.Count, workersBuilder.Rings,
            holds));
        sockets.PortLanes = portLanes;
        TellOf(portLanes);
        IReadOnlyList<XskUplinkLane>[] uplinkLanes = [.. underlay.Uplinks.Select(uplink =>
            uplink.OpenLanes(umem, _options.Workers.Count, workersBuilder.Senders, workersBuilder.Rings))];
        foreach (XskUplinkLane lane in uplinkLanes.SelectMany(lanes => lanes)) _opened.Add(lane);
        var reassembled = new ReassembledFrames(umem);
        uplinkLanes[0][0].Reassembled = reassembled;
        var strangers = Channel.CreateBounded<UInt128>(StrangersWaiting);
        IReadOnlyList<Worker> workers = workersBuilder.Start(pool, uplinkLanes, portLanes.Lanes, feedback, strangers.Writer);
        SteeringController? steering = workersBuilder.Share(workers, portLanes, _cpuMeter, _faults);

        foreach (DataplaneEvent port in attached.Where(change => change.Kind is DataplaneEventKind.PortUp or DataplaneEventKind.PortDown))
            _events.TryWrite(port);
        BudgetKeeper? budgets = KeepBudgets(ports, throttles, portLanes.RingFault is null ? holds : null, new WorkerBills(workers, state));
        if (budgets is not null) topology.Subscribe(budgets);
        PortMonitor monitor = _opened.Add(new PortMonitor(ports, state, _events, _faults));
        var headers = new OuterHeaderFactory(underlay, _options.VxlanPort, _options.OuterUdpChecksum, _options.Dscp);
        Pipeline[] pipelines = [.. workers.Select(worker => worker.Pipeline)];
        WorkerContext[] contexts = [.. pipelines.Select(pipeline => pipeline.Context)];
        var counters = new CounterReader(contexts, throttles, holds, feedback);
        topology.ReuseIndices(new PipelineFence(state.Epoch, pipelines, workersBuilder.Rings), contexts, counters);
        IndexReclaimer reclaimer = _opened.Add(new IndexReclaimer(topology, _faults));
        topology.Subscribe(new WhenChanged(_ => reclaimer.Wake())); // a port or an overlay may have left
        var fence = new PipelineFence(state.Epoch, pipelines, workersBuilder.Rings);
        VtepResolver resolver = _opened.Add(new VtepResolver(state, underlay, headers, strangers.Reader, fence, _events, _faults));
        foreach (Uplink uplink in underlay.Uplinks) topology.Subscribe(uplink);
        topology.Subscribe(new WhenChanged(Tell));
        topology.Subscribe(new WhenChanged(_ => monitor.Wake())); // there may be a new port that waits for its container
        foreach (Uplink uplink in underlay.Uplinks) uplink.Admit(underlay.LocalVteps);
        Doorbell first = workersBuilder.Rings.DoorbellOf(0); // the first worker takes the reassembled frames
        _opened.Add(new FragmentReader(
            state, reassembled, memory.LargestFrame, _events, _faults, first.RingAlways, RawReceiver.TryOpenUdp));
        _opened.Add(new UplinkMonitor(underlay, environment, state, _events, _faults, resolver.Wake));
        return new RunningDataplane(_opened)
        {
            Underlay = underlay,
            Planner = planner,
            Memory = memory,
            State = state,
            Pool = pool,
            Ports = ports,
            Holds = holds,
            Feedback = feedback,
            Topology = topology,
            Counters = counters,
            Budgets = budgets,
            Workers = workers,
            Rings = workersBuilder.Rings,
            Steering = steering,
            Reassembled = reassembled,
            Faults = _faults,
        };
    }

    private void OpenUplinks(Underlay underlay, UplinkEnvironment environment)
    {
        foreach (Uplink uplink in underlay.Uplinks)
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
    private BudgetKeeper? KeepBudgets(PortSet ports, ThrottleTable throttles, PortHolds? holds, WorkerBills bills) =>
        _options.Accounting ? _opened.Add(new BudgetKeeper(ports, throttles, holds, bills, _events, _faults)) : null;

    private void Tell(TopologyChange change)
    {
        foreach (DataplaneEvent happened in change.Events) _events.TryWrite(happened);
    }
}
