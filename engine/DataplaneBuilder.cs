using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Falcon.Engine.Accounting;
using Falcon.Engine.Balancing;
using Falcon.Engine.Braking;
using Falcon.Engine.Budgets;
using Falcon.Engine.Frames;
using Falcon.Engine.Handoff;
using Falcon.Engine.Lanes;
using Falcon.Engine.Options;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
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
    private const int StrangersWaiting = 64;

    private readonly DataplaneOptions _options;
    private readonly ICpuMeter? _cpuMeter;
    private readonly ChannelWriter<DataplaneEvent> _events;
    private readonly Channel<UInt128> _strangers = Channel.CreateBounded<UInt128>(StrangersWaiting);

    public DataplaneBuilder(DataplaneOptions options, ChannelWriter<DataplaneEvent> events, ICpuMeter? cpuMeter)
    {
        _cpuMeter = cpuMeter;
        _options = options;
        _events = events;
    }

    /// <summary>Everything to dispose, in reverse order.</summary>
    public Stack<IDisposable> Opened { get; } = [];

    public IReadOnlyList<Uplink> Uplinks { get; private set; } = [];

    public IReadOnlyList<IPAddress> LocalVteps { get; private set; } = [];

    public ForwardingState State { get; private set; } = null!;

    public FramePool Pool { get; private set; } = null!;

    /// <summary>Whose frames the uplinks drop; a port's slot is its index.</summary>
    public ThrottleTable Throttles { get; private set; } = null!;

    /// <summary>What the kernel says of the receivers; null when it cannot.</summary>
    public ReceiverFeedback? Feedback { get; private set; }

    public IReadOnlyList<Worker> Workers { get; private set; } = [];

    public HandoffMesh Mesh { get; private set; } = null!;

    /// <summary>Null with one worker.</summary>
    public SteeringController? Steering { get; private set; }

    /// <summary>Holds ports to their budgets; null when none has one.</summary>
    public BudgetKeeper? Budgets { get; private set; }

    /// <summary>Builds and starts everything.</summary>
    public void Build()
    {
        FindUplinks();
        List<(OverlayOptions Options, int Mtu)> overlays = [.. _options.Overlays.Select(overlay => (overlay, MtuOf(overlay)))];

        var ports = Open(PortSet.Attach(overlays, _options.PortLane, _options.Workers.Count));
        Umem umem = Open(Umem.Allocate((int)UmemDemand.Frames(_options, Uplinks.Sum(uplink => uplink.Queues)), ChunkSize(overlays)));
        Pool = new FramePool(umem);
        State = BuildState(overlays, ports);
        AddStaticEntries();
        Throttles = Open(CreateThrottles());

        Feedback = WatchReceivers(ports);
        OpenUplinks(umem);
        StartWorkers(umem, ports);
        StartBudgets(ports);
        Open(new PortMonitor(ports, State.Ports, Feedback, _events));
        Open(new VtepResolver(
            State.Vteps, Uplinks, new OuterHeaderFactory(LocalVteps, _options.VxlanPort, _options.OuterUdpChecksum),
            _strangers.Reader, _events, () => State.Fdb.Age(Clock.Seconds)));
        foreach (Uplink uplink in Uplinks) uplink.Admit(LocalVteps, _options.Overlays.Select(overlay => overlay.Vni));
    }

    private T Open<T>(T part)
        where T : IDisposable
    {
        Opened.Push(part);
        return part;
    }

    private void FindUplinks()
    {
        using RtNetlink netlink = RtNetlink.Open();
        Uplinks = [.. _options.Uplinks.Select((uplink, index) => Uplink.Find(netlink, index, uplink))];
        LocalVteps = _options.LocalVteps.Count > 0 ? _options.LocalVteps : [.. Uplinks.SelectMany(uplink => uplink.Addresses)];
        if (LocalVteps.Count == 0)
            throw new DataplaneException($"no VTEP address: uplink '{Uplinks[0].Options.Device}' has no address and 'vteps' names none");
        foreach (IPAddress peer in _options.Overlays.SelectMany(overlay => overlay.Peers))
        {
            if (!LocalVteps.Any(vtep => vtep.AddressFamily == peer.AddressFamily))
                throw new DataplaneException($"peer {peer}: no local VTEP of the same address family; add one to 'vteps'");
        }
    }

    private int MtuOf(OverlayOptions overlay)
    {
        bool ipv6 = overlay.Peers.Concat(overlay.Fdb.Select(entry => entry.Vtep)).Any(remote => remote.AddressFamily == AddressFamily.InterNetworkV6)
            || LocalVteps.All(vtep => vtep.AddressFamily == AddressFamily.InterNetworkV6);
        AddressFamily family = ipv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        Uplink smallest = Uplinks.MinBy(uplink => uplink.Link.Mtu)!;
        int largest = smallest.InnerMtu(family);
        if (overlay.Mtu > largest)
        {
            throw new DataplaneException(
                $"overlay {overlay.Vni}: mtu {overlay.Mtu} does not fit uplink '{smallest.Options.Device}' (mtu {smallest.Link.Mtu}); at most {largest}");
        }

        return overlay.Mtu ?? largest;
    }

    private static int ChunkSize(List<(OverlayOptions Options, int Mtu)> overlays)
    {
        // 14 bytes of Ethernet inside, at most 70 of outer headers around.
        int largest = overlays.Count == 0 ? 0 : overlays.Max(overlay => overlay.Mtu) + 14 + 70;
        foreach (int size in (ReadOnlySpan<int>)[2048, 4096])
        {
            if (largest <= FrameLayout.LargestFrame(size)) return size;
        }

        throw new DataplaneException($"an overlay mtu of {overlays.Max(overlay => overlay.Mtu)} does not fit a UMEM chunk; at most {FrameLayout.LargestFrame(4096) - 84}");
    }

    private ForwardingState BuildState(List<(OverlayOptions Options, int Mtu)> overlays, PortSet attached)
    {
        var fdb = new ForwardingTable(_options.FdbCapacity, _options.FdbAge);
        List<Overlay> tables = [];
        List<Port> ports = [];
        foreach ((OverlayOptions options, int mtu) in overlays)
        {
            var overlay = new Overlay(tables.Count, options.Vni, mtu, options.Learning);
            int first = ports.Count;
            for (int i = 0; i < options.Ports.Count; i++) ports.Add(NewPort(attached.Plans[ports.Count], overlay.Index, options.Coalesce, attached));
            overlay.Ports = [.. Enumerable.Range(first, ports.Count - first)];
            tables.Add(overlay);
        }

        return new ForwardingState(
            _options.VxlanPort, [.. LocalVteps.Select(VtepAddress.ToUInt128)], [.. tables], [.. ports], fdb);
    }

    private static Port NewPort(PortPlan plan, int overlay, bool coalesce, PortSet attached) => new(plan.Index, overlay, plan.IfIndex, plan.Options.Mac)
    {
        Coalesce = coalesce && plan.Options.Coalesce,
        DownReason = attached.AttachmentOf(plan.Index) is null ? $"namespace '{plan.Options.Netns}' is not there yet" : null,
    };

    private void AddStaticEntries()
    {
        foreach (Port port in State.Ports) State.Fdb.AddStatic(port.Overlay, port.Mac, FdbTarget.Port(port.Index));
        for (int overlay = 0; overlay < _options.Overlays.Count; overlay++)
        {
            OverlayOptions options = _options.Overlays[overlay];
            State.Overlays[overlay].Peers = [.. options.Peers.Select(peer => AddVtep(peer).Index)];
            foreach (FdbEntryOptions entry in options.Fdb)
                State.Fdb.AddStatic(overlay, entry.Mac, FdbTarget.Vtep(AddVtep(entry.Vtep).Index));
        }
    }

    private ThrottleTable CreateThrottles()
    {
        var throttles = ThrottleTable.Create(Math.Max(1, State.Ports.Length));
        Span<byte> mac = stackalloc byte[6];
        foreach (Port port in State.Ports)
        {
            port.Mac.Write(mac);
            throttles.AddContainer(State.Overlays[port.Overlay].Vni, mac, port.Index);
        }

        return throttles;
    }

    private Vtep AddVtep(IPAddress address) => State.Vteps.Add(address)
        ?? throw new DataplaneException($"more than {VtepTable.Capacity} VTEPs");

    private void OpenUplinks(Umem umem)
    {
        XskSocket? first = null;
        foreach (Uplink uplink in Uplinks)
        {
            uplink.Open(umem, first, _options.VxlanPort, UmemDemand.UplinkRing, Throttles, Feedback?.Gates);
            Open(uplink);
            first ??= uplink.Sockets[0];
            string sending = uplink.SendsPackets ? ", sending by packet sockets" : "";
            string reason = uplink.ModeReason.Length == 0 ? "" : $" ({uplink.ModeReason})";
            _events.TryWrite(new DataplaneEvent(
                DataplaneEventKind.LaneOpened, uplink.Options.Device, $"{uplink.Queues} queue(s), {ModeName.Of(uplink.Sockets[0].Mode)} mode{sending}{reason}"));
        }
    }

    private void StartWorkers(Umem umem, PortSet ports)
    {
        int count = _options.Workers.Count;
        PortLanes portLanes = Open(PortLanes.Open(_options.PortLane, umem, Uplinks[0].Sockets[0], ports, State.Ports, LargestMtu(), count));
        if (portLanes.RingFault is { } fault)
            _events.TryWrite(new DataplaneEvent(DataplaneEventKind.LaneOpened, "ports", $"packet sockets, small frames received by system calls ({fault})"));
        Mesh = Open(new HandoffMesh(count));
        var placement = new Placement(count, _options.Steering.Buckets);
        WorkerLoad[] loads = [.. Enumerable.Range(0, count).Select(_ => new WorkerLoad(placement.Buckets))];
        Workers = [.. Enumerable.Range(0, count).Select(worker => Open(NewWorker(worker, umem, portLanes.Lanes[worker], placement, loads[worker])))];
        foreach (Worker worker in Workers) worker.Start();
        if (count > 1)
        {
            FlowSwitch? flows = portLanes.Fanout is { } fanout ? new FlowSwitch(fanout, portLanes.Dealt, Workers, Mesh) : null;
            Steering = Open(new SteeringController(Workers, loads, placement, SteeringFor(count), _cpuMeter, flows));
        }

        foreach (Port port in State.Ports)
        {
            PortPlan plan = ports.Plans[port.Index];
            _events.TryWrite(port.DownReason is { } reason ? plan.DownEvent(reason) : plan.UpEvent);
        }
    }

    private Worker NewWorker(int index, Umem umem, IPortLane portLane, Placement placement, WorkerLoad load)
    {
        int count = _options.Workers.Count;
        XskUplinkLane[] uplinks = [.. Uplinks.Select(uplink => Open(uplink.OpenLane(umem, index, count)))];
        var context = new WorkerContext(umem, Pool.CreateCache(), State, uplinks, portLane, _strangers.Writer)
        {
            Accountant = _options.Accounting ? new Accountant(State.Ports.Length, ThreadClock.CpuNanoseconds) : null,
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
    private ReceiverFeedback? WatchReceivers(PortSet ports)
    {
        try
        {
            return Open(ReceiverFeedback.Open(ports));
        }
        catch (XskException fault)
        {
            _events.TryWrite(new DataplaneEvent(DataplaneEventKind.FeedbackMissing, "receivers", fault.Message));
            return null;
        }
    }

    private void StartBudgets(PortSet ports)
    {
        if (ports.Plans.All(port => port.Options.Budget is null)) return;
        if (!_options.Accounting) throw new DataplaneException("a port has a budget, and nothing is billed: budgets need accounting");
        Budgets = Open(BudgetKeeper.Start(ports, State.Ports, Throttles, new WorkerBills(Workers, State.Ports.Length), _events));
    }

    private int LargestMtu() => State.Overlays.Length == 0 ? 1500 : State.Overlays.Max(overlay => overlay.Mtu);

    private void ReportFault(Worker worker, Exception fault) =>
        _events.TryWrite(new DataplaneEvent(DataplaneEventKind.WorkerFailed, $"cpu {worker.Cpu}", fault.ToString()));
}
