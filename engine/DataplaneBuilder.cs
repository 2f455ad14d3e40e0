using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Falcon.Engine.Accounting;
using Falcon.Engine.Balancing;
using Falcon.Engine.Braking;
using Falcon.Engine.Budgets;
using Falcon.Engine.Events;
using Falcon.Engine.Frames;
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
using Falcon.Steering;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;
using Falcon.Vxlan;
using Falcon.Xsk;

namespace Falcon.Engine;

/// <summary>
/// Puts the parts together, outermost last: tables, ports, sockets, workers, and only then the door through which frames come.
/// What it has opened is in <see cref="Opened"/>, newest last, so that a failure half-way leaves nothing behind.
/// </summary>
internal sealed class DataplaneBuilder
{
    private const int StrangersWaiting = 256;
    private const int UsualMtu = 1500;
    private const int MostHeaders = 14 + 70; // Ethernet inside, at most so much around

    private static readonly TimeSpan s_predecessorsGrace = TimeSpan.FromSeconds(1);

    private readonly DataplaneOptions _options;
    private readonly SecretFlowHash? _flowHash;
    private readonly ICpuMeter? _cpuMeter;
    private readonly ChannelWriter<DataplaneEvent> _events;
    private PortLanes? _portLanes;
    private readonly Channel<UInt128> _strangers = Channel.CreateBounded<UInt128>(StrangersWaiting);
    private bool _holdsPorts; // whether the host ends have programs that read Holds

    public DataplaneBuilder(DataplaneOptions options, ChannelWriter<DataplaneEvent> events, ICpuMeter? cpuMeter)
    {
        _cpuMeter = cpuMeter;
        _options = options;
        _flowHash = options.Steering.FlowHash == FlowHashKind.XxHash ? new SecretFlowHash() : null;
        _events = events;
        Faults = new ControlFaults(fault => events.TryWrite(fault));
    }

    /// <summary>Everything to dispose, in reverse order.</summary>
    public Stack<IDisposable> Opened { get; } = [];

    /// <summary>Unexpected exceptions of the control threads.</summary>
    public ControlFaults Faults { get; }

    /// <summary>The uplinks, and our tunnel end points.</summary>
    public Underlay Underlay { get; private set; } = null!;

    public IReadOnlyList<Uplink> Uplinks => Underlay.Uplinks;

    public ForwardingState State { get; private set; } = null!;

    public FramePool Pool { get; private set; } = null!;

    /// <summary>Whose frames the uplinks drop; a port's slot is its index.</summary>
    public ThrottleTable Throttles { get; private set; } = null!;

    /// <summary>Who may send next to nothing, because its budget is spent; by port.</summary>
    public PortHolds Holds { get; private set; } = null!;

    /// <summary>What the kernel says of the receivers; null when it cannot.</summary>
    public ReceiverFeedback? Feedback { get; private set; }

    public IReadOnlyList<Worker> Workers { get; private set; } = [];

    public HandoffMesh Mesh { get; private set; } = null!;

    /// <summary>Null with one worker.</summary>
    public SteeringController? Steering { get; private set; }

    /// <summary>Outer frames that came in fragments.</summary>
    public ReassembledFrames Reassembled { get; private set; } = null!;

    /// <summary>The overlays and ports, and the way to others.</summary>
    public LiveTopology Topology { get; private set; } = null!;

    /// <summary>Watches the ports' devices.</summary>
    public PortMonitor Monitor { get; private set; } = null!;

    /// <summary>The ports' devices.</summary>
    public PortSet Ports { get; private set; } = null!;

    /// <summary>The largest MTU of an overlay that memory and sockets are made for: that of the start, and what uplinks and chunks of that size carry anyway.</summary>
    public int LargestMtu { get; private set; }

    /// <summary>Builds and starts everything.</summary>
    public void Build()
    {
        Underlay = Underlay.Find(_options);
        IReadOnlyList<WantedOverlay> overlays = Settle(_options.Overlays);
        int largestMtu = overlays.Select(overlay => overlay.Mtu).DefaultIfEmpty(UsualMtu).Max(), chunkSize = ChunkSizeFor(largestMtu);
        LargestMtu = Math.Max(
            largestMtu,
            Math.Min(
                Uplink.InnerMtu(Underlay.Smallest.MtuAtStart, AddressFamily.InterNetwork),
                FrameLayout.LargestFrame(chunkSize) - MostHeaders));
        State = new ForwardingState(
            _options.VxlanPort, Underlay.Identify(), [], [], new ForwardingTable(_options.FdbCapacity, _options.FdbAge));
        Throttles = Open(ThrottleTable.Create(ForwardingState.MostPorts));
        Holds = Open(PortHolds.Create(ForwardingState.MostPorts));
        Feedback = WatchReceivers();
        Ports = Open(PortSet.Create(_options.PortLane, _options.Workers.Count, Feedback));
        Topology = new LiveTopology(State, Ports, Throttles);
        IReadOnlyList<DataplaneEvent> attached = Topology.Become(overlays, s_predecessorsGrace);

        Umem umem = Open(Umem.Allocate((int)UmemDemand.Frames(_options, Uplinks.Sum(uplink => uplink.Queues)), chunkSize));
        Pool = new FramePool(umem);
        var environment = new UplinkEnvironment(umem, _options.VxlanPort, UmemDemand.UplinkRing, Throttles, Feedback?.Gates, AnySocket);
        OpenUplinks(environment);
        StartWorkers(umem);
        foreach (DataplaneEvent port in attached.Where(change => change.Kind is DataplaneEventKind.PortUp or DataplaneEventKind.PortDown)) _events.TryWrite(port);
        StartBudgets();
        Monitor = Open(new PortMonitor(Ports, State, _events, Faults));
        var headers = new OuterHeaderFactory(Underlay, _options.VxlanPort, _options.OuterUdpChecksum, _options.Dscp);
        var fence = new PipelineFence([.. Workers.Select(worker => worker.Pipeline)], Mesh);
        VtepResolver resolver = Open(new VtepResolver(State, Underlay, headers, _strangers.Reader, fence, _events, Faults));
        foreach (Uplink uplink in Uplinks) uplink.Admit(Underlay.LocalVteps, _options.Overlays.Select(overlay => overlay.Vni));
        Open(new FragmentReader(
            State, Reassembled, FrameLayout.LargestFrame(chunkSize), _events, Faults, Mesh.DoorbellOf(0).RingAlways, RawReceiver.TryOpenUdp));
        Open(new UplinkMonitor(Underlay, environment, State, _events, Faults, resolver.Wake));
    }

    /// <summary>Settles what overlays shall be on these uplinks.</summary>
    /// <exception cref="DataplaneException">A peer is of no family of ours, an MTU does not fit, or a port has a budget and nothing is billed.</exception>
    public IReadOnlyList<WantedOverlay> Settle(IReadOnlyList<OverlayOptions> overlays)
    {
        if (!_options.Accounting && overlays.Any(overlay => overlay.Ports.Any(port => port.Budget is not null)))
            throw new DataplaneException("a port has a budget, and nothing is billed: budgets need accounting");
        foreach (IPAddress peer in overlays.SelectMany(overlay => overlay.Peers))
        {
            if (!Underlay.Serves(peer.AddressFamily))
                throw new DataplaneException($"peer {peer}: no local VTEP of the same address family; add one to 'vteps'");
        }

        return [.. overlays.Select(overlay => new WantedOverlay(overlay, MtuOf(overlay)))];
    }

    private T Open<T>(T part)
        where T : IDisposable
    {
        Opened.Push(part);
        return part;
    }

    private int MtuOf(OverlayOptions overlay)
    {
        bool ipv6 = overlay.Peers.Concat(overlay.Fdb.Select(entry => entry.Vtep)).Any(remote => remote.AddressFamily == AddressFamily.InterNetworkV6)
            || Underlay.IsOnly(AddressFamily.InterNetworkV6);
        AddressFamily family = ipv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        Uplink smallest = Underlay.Smallest;
        int largest = Uplink.InnerMtu(smallest.MtuAtStart, family);
        if (overlay.Mtu > largest)
        {
            throw new DataplaneException(
                $"overlay {overlay.Vni}: mtu {overlay.Mtu} does not fit "
                + $"uplink '{smallest.Options.Device}' (mtu {smallest.MtuAtStart}); at most {largest}");
        }

        return overlay.Mtu ?? largest;
    }

    private static int ChunkSizeFor(int mtu)
    {
        foreach (int size in (ReadOnlySpan<int>)[2048, 4096])
        {
            if (mtu + MostHeaders <= FrameLayout.LargestFrame(size)) return size;
        }

        throw new DataplaneException($"an overlay mtu of {mtu} does not fit a UMEM chunk; at most {FrameLayout.LargestFrame(4096) - MostHeaders}");
    }

    private void OpenUplinks(UplinkEnvironment environment)
    {
        foreach (Uplink uplink in Uplinks)
        {
            Open(uplink).Attach(uplink.Link, environment);
            _events.TryWrite(new DataplaneEvent(DataplaneEventKind.LaneOpened, uplink.Options.Device, uplink.Attachment!.Description));
        }
    }

    /// <summary>
    /// A bound socket of the engine's memory, for others to share it: of an uplink, or of a port while all uplinks are away.
    /// </summary>
    private XskSocket? AnySocket()
    {
        foreach (Uplink uplink in Uplinks)
        {
            if (uplink.Attachment?.Sockets.FirstOrDefault(socket => socket.Fd >= 0) is { } socket) return socket;
        }

        if (_portLanes is not { } lanes) return null;
        lock (Ports.Changes) return lanes.AnySocket;
    }

    private void StartWorkers(Umem umem)
    {
        int count = _options.Workers.Count;
        Mesh = Open(new HandoffMesh(count));
        PortLanes portLanes = _portLanes = Open(
            PortLanes.Open(_options.PortLane, umem, AnySocket, Ports, State, LargestMtu, count, Mesh, Holds));
        _holdsPorts = portLanes.RingFault is null;
        if (portLanes.RingFault is { } fault)
            _events.TryWrite(new DataplaneEvent(DataplaneEventKind.LaneOpened, "ports", $"packet sockets, small frames received by system calls ({fault})"));
        IReadOnlyList<XskUplinkLane>[] uplinkLanes = [.. Uplinks.Select(uplink => uplink.OpenLanes(umem, count, Senders, Mesh))];
        foreach (XskUplinkLane lane in uplinkLanes.SelectMany(lanes => lanes)) Open(lane);
        uplinkLanes[0][0].Reassembled = Reassembled = new ReassembledFrames(umem);
        var placement = new Placement(count, _options.Steering.Buckets);
        WorkerLoad[] loads = [.. Enumerable.Range(0, count).Select(_ => new WorkerLoad(placement.Buckets))];
        Workers = [.. Enumerable.Range(0, count).Select(worker =>
            Open(NewWorker(
                worker, umem, [.. uplinkLanes.Select(lanes => lanes[worker])], portLanes.Lanes[worker], placement, loads[worker])))];
        foreach (Worker worker in Workers) worker.Start();
        if (count > 1)
        {
            FlowSwitch? flows = portLanes.Fanout is { } fanout ? new FlowSwitch(fanout, portLanes.Dealt, Workers, Mesh) : null;
            Steering = Open(new SteeringController(Workers, loads, placement, SteeringFor(count), _cpuMeter, flows, Faults));
        }
    }

    private Worker NewWorker(int index, Umem umem, XskUplinkLane[] uplinks, IPortLane portLane, Placement placement, WorkerLoad load)
    {
        int count = _options.Workers.Count;
        var context = new WorkerContext(umem, Pool.CreateCache(), State, uplinks, portLane, _strangers.Writer)
        {
            Accountant = _options.Accounting ? new Accountant(ThreadClock.CpuNanoseconds) : null,
            Storming = ReportStorm,
            FlowHash = _flowHash,
            Brakes = Feedback is null ? null : new ReceiverBrakes(Feedback, State, _options.Workers[index]),
            Exchange = count == 1 ? null : new Exchange(Mesh, index, placement, new BucketRouter(placement, index, sender: SenderFor(index)), load),
        };
        return new Worker(_options.Workers[index], new Pipeline(context), Mesh.DoorbellOf(index), _options.Idle, ReportFault);
    }

    /// <summary>Where some workers cannot send, Encapsulate stays where it is: with those that can.</summary>
    private SteeringOptions SteeringFor(int workers) =>
        Senders < workers ? _options.Steering with { Encapsulate = StageMode.Inline } : _options.Steering;

    /// <summary>
    /// Workers that own a queue of every uplink; the first ones. Packet sockets need no queue, but a device with one queue expects its frames from one
    /// CPU: the kernel behind a veth queues by the sender's CPU, and a flow that changed its worker would overtake itself there.
    /// </summary>
    private int Senders => Uplinks.Min(uplink => uplink.Queues);

    /// <summary>Where a worker's frames for the wire leave: with the worker itself if it has a queue of every uplink.</summary>
    private int SenderFor(int worker) => worker < Senders ? Placement.Inline : worker % Senders;

    /// <summary>Null, and an event, where the kernel cannot tell what sockets refuse: everything else works without.</summary>
    private ReceiverFeedback? WatchReceivers()
    {
        try
        {
            return Open(ReceiverFeedback.Open(ForwardingState.MostPorts));
        }
        catch (XskException fault)
        {
            _events.TryWrite(new DataplaneEvent(DataplaneEventKind.FeedbackMissing, "receivers", fault.Message));
            return null;
        }
    }

    private void StartBudgets()
    {
        if (!_options.Accounting) return;
        PortHolds? holds = _holdsPorts ? Holds : null;
        Topology.HoldBudgets(Open(new BudgetKeeper(Ports, Throttles, holds, new WorkerBills(Workers, State), _events, Faults)));
    }

    private void ReportStorm(in Frame frame, int limit)
    {
        bool fromVtep = (frame.Flags & FrameFlags.FromVtep) != 0;
        Overlay overlay = State.Overlays[frame.Overlay];
        string source = !fromVtep ? Ports.Plans[frame.Source].Options.Name
            : overlay.Storms.IsPeer(frame.Source) ? $"VTEP {State.Vteps[frame.Source].Address}" : "VTEPs that are no peers";
        _events.TryWrite(new DataplaneEvent(
            DataplaneEventKind.StormLimited, source,
            $"its broadcast, unknown unicast and multicast in overlay {overlay.Vni} "
            + $"would take more than {limit} copies a second; the rest is dropped"));
    }

    private void ReportFault(Worker worker, Exception fault) =>
        _events.TryWrite(new DataplaneEvent(DataplaneEventKind.WorkerFailed, $"cpu {worker.Cpu}", fault.ToString()));
}
