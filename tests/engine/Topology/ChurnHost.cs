using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Falcon.Engine.Accounting;
using Falcon.Engine.Frames;
using Falcon.Engine.Handoff;
using Falcon.Engine.Options;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Topology;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;
using Falcon.Testing.Lanes;
using Falcon.Vxlan;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Tests.Topology;

/// <summary>
/// Workers with their own threads, between which buckets move, and containers that come and go through <see cref="LiveTopology"/> while
/// they send to each other, send broadcasts, and receive from the wire. Each received frame is compared with what it says about itself.
/// </summary>
internal sealed class ChurnHost : IDisposable
{
    private const int Mtu = 1450;
    private const int FirstRemote = 1_000_000;
    private const int MostWaiting = 256;

    private readonly Umem _umem = Umem.Allocate(8192);
    private readonly FramePool _pool;
    private readonly PortSet _set;
    private readonly SocketLane[] _lanes;
    private readonly ConcurrentQueue<byte[]>[] _wires;
    private readonly Thread[] _threads;
    private readonly IndexReclaimer? _reclaimer;
    private readonly ConcurrentQueue<string> _wrong = new();
    private volatile TestContainer[] _sending = [];
    private volatile bool _stopping;

    /// <param name="workers">The number of workers.</param>
    /// <param name="places">The most ports, and the most overlays, at a time.</param>
    /// <param name="remembered">How many removed ones are remembered.</param>
    /// <param name="runs">Whether threads run the workers and free indices; otherwise the test does.</param>
    public ChurnHost(int workers, int places, int remembered, bool runs = true)
    {
        _pool = new FramePool(_umem);
        Rings = new HandoffRings(workers);
        Placement = new Placement(workers, 64);
        State = new ForwardingState(4789, MemoryHost.Underlay(), [], [], new ForwardingTable(4096, TimeSpan.FromMinutes(5)));
        Devices = new TestDevices(port => State.Ports[port]);
        _set = new PortSet(null!, Devices, PortLaneKind.Packet, workers);
        Topology = new LiveTopology(State, _set, Faults, places, remembered);
        _wires = [.. Enumerable.Range(0, workers).Select(_ => new ConcurrentQueue<byte[]>())];
        _lanes = [.. Enumerable.Range(0, workers).Select(_ => new SocketLane(_umem, State, Devices, Check))];
        Wires = [.. _wires.Select(wire => new MemoryUplinkLane(_umem, Producer(wire), (in Frame _, ReadOnlySpan<byte> _) => { }))];
        Pipelines = [.. Enumerable.Range(0, workers).Select(NewPipeline)];
        WorkerContext[] contexts = [.. Pipelines.Select(pipeline => pipeline.Context)];
        Counters = new CounterReader(contexts, null, null, null);
        Topology.ReuseIndices(new PipelineFence(State.Epoch, Pipelines, Rings), contexts, Counters);
        if (runs) _reclaimer = new IndexReclaimer(Topology, Faults);
        _threads = [.. Enumerable.Range(0, runs ? workers : 0).Select(worker => new Thread(() => Turn(worker)))];
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <summary>
    /// Of this many frames one is a broadcast, one goes to a container that may have left, and one to a remote container.
    /// </summary>
    public int Unicasts { get; init; } = 8;

    public Pipeline[] Pipelines { get; }

    public MemoryUplinkLane[] Wires { get; }

    public Placement Placement { get; }

    public HandoffRings Rings { get; }

    public TestDevices Devices { get; }

    public ForwardingState State { get; }

    public LiveTopology Topology { get; }

    public CounterReader Counters { get; }

    public ControlFaults Faults { get; } = new(_ => { });

    /// <summary>Frames that reached a wrong receiver.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>The number of frames that containers have sent.</summary>
    public long Sent => _lanes.Sum(lane => lane.Arrived);

    /// <summary>Frames from devices that are no port's; there are no such devices.</summary>
    public long NoPort => _lanes.Sum(lane => lane.NoPort);

    /// <summary>How often buckets have moved between workers.</summary>
    public long Moves => Pipelines.Sum(pipeline => pipeline.Context.Handoff!.Router.Moves);

    /// <summary>Whether all frames are free; call after <see cref="Stop"/>.</summary>
    public bool AllFramesAreFree => _pool.Free == _pool.Total;

    /// <summary>Changes to these containers, by overlay.</summary>
    public void Become(IReadOnlyDictionary<uint, int[]> containers)
    {
        _sending = [];
        Topology.Become([.. containers.Select(overlay => Wanted(overlay.Key, overlay.Value))], TimeSpan.Zero);
        foreach (Vtep vtep in State.Vteps.All) vtep.Route ??= RouteTo(vtep);
        _sending = [.. containers.Values.SelectMany(numbers => numbers).Select(number => Devices.Containers[number])];
        _reclaimer?.Wake();
    }

    /// <summary>
    /// Sends a frame from a container to another one, or a broadcast if <paramref name="to"/> is 0; it comes in at a worker.
    /// </summary>
    public void Send(TestContainer from, int to, int worker, Random random)
    {
        byte[] frame = TestContainer.Frame(from.Number, to, from.Vni, random);
        from.Send(() => _lanes[worker].Arrive(from.IfIndex, frame));
    }

    /// <summary>Moves some buckets.</summary>
    public void MoveBuckets(Random random)
    {
        for (int moves = random.Next(20); moves > 0; moves--)
            Placement.Want((SteeredStage)random.Next(3), random.Next(Placement.Buckets), random.Next(-1, Placement.Workers));
    }

    /// <summary>Ends the traffic and the threads, and carries the frames that are under way.</summary>
    public void Stop()
    {
        _sending = [];
        _stopping = true;
        foreach (Thread thread in _threads) thread.Join();
        bool busy = true;
        while (busy || Rings.Frames + Pipelines.Sum(pipeline => pipeline.Context.FramesInStages) > 0)
        {
            busy = false;
            foreach (Pipeline pipeline in Pipelines) busy |= pipeline.Turn() > 0;
        }
    }

    /// <summary>What all workers have billed, and the CPU time that it divides; call after <see cref="Stop"/>.</summary>
    public BillTotals Bills()
    {
        var bills = new BillTotals(Topology.Billed.Ports.Count, Topology.Billed.Overlays.Count, StandardStages.Table);
        foreach (Pipeline pipeline in Pipelines) pipeline.Context.Accountant!.AddTo(bills);
        return bills;
    }

    public void Dispose()
    {
        if (!_stopping) Stop();
        _reclaimer?.Dispose();
        Rings.Dispose();
        _set.Dispose();
        _umem.Dispose();
    }

    private static WantedOverlay Wanted(uint vni, IEnumerable<int> numbers) => new(
        new OverlayOptions
        {
            Vni = vni,
            Peers = [MemoryHost.PeerA],
            StormLimit = 1_000_000_000,
            Ports =
            [
                .. numbers.Select(number => new PortOptions
                {
                    Name = $"c{number}", Netns = $"{vni}", Device = $"eth{number}", Mac = TestContainer.MacOf(number)
                })
            ],
        },
        Mtu);

    private static VtepRoute RouteTo(Vtep vtep)
    {
        var nextHop = new MacAddress(0x0200_0000_0900UL);
        var header = new OuterHeader(MemoryHost.UplinkMac, nextHop, MemoryHost.Local, vtep.Address, 4789, udpChecksum: false);
        return new VtepRoute(0, nextHop, MemoryHost.Local, header);
    }

    /// <summary>
    /// Checks a received frame: unicast reached its receiver, a copy is from the receiver's overlay, and the payer has had its index since
    /// the frame was sent.
    /// </summary>
    private void Check(TestContainer container, Frame frame, byte[] bytes)
    {
        container.CountReceived();
        (int from, int to, uint vni) = TestContainer.Read(bytes);
        int payer = frame.Payer - Accounts.OfPort(0);
        string? wrong = vni != container.Vni ? "is another overlay's"
            : State.Overlays[frame.Overlay].Vni != vni ? "has the index of another overlay"
            : payer == frame.Target ? to == container.Number ? null : "is another container's"
            : from >= FirstRemote ? Accounts.OverlayOf(frame.Payer) == frame.Overlay ? null : "is not the overlay's to pay"
            : Devices.NumberOf(payer) == from ? null : "is another's to pay";
        if (wrong is null) return;
        _wrong.Enqueue($"a frame of {from} to {to} in {vni} reached {container.Number} in {container.Vni}: it {wrong}");
    }

    private void Turn(int worker)
    {
        var random = new Random(worker);
        while (!_stopping)
        {
            TestContainer[] sending = _sending;
            bool room = sending.Length > 0 && _lanes[worker].Arrived - _lanes[worker].Taken < MostWaiting;
            for (int frames = room ? random.Next(64) : 0; frames > 0; frames--) Send(sending, worker, random);
            for (int turns = random.Next(1, 4); turns > 0; turns--) Pipelines[worker].Turn();
            if (random.Next(32) == 0) Thread.Sleep(1);
        }
    }

    /// <summary>Sends one frame to a container that may have left.</summary>
    private void Send(TestContainer[] sending, int worker, Random random)
    {
        TestContainer from = sending[random.Next(sending.Length)], to = sending[random.Next(sending.Length)];
        int receiver = random.Next(Unicasts) switch
        {
            0 => 0,
            1 => Math.Max(1, from.Number - random.Next(1, 40)),
            2 => FirstRemote + random.Next(20),
            _ => to.Number,
        };
        if (random.Next(4) == 0)
        {
            byte[] inner = TestContainer.Frame(FirstRemote + random.Next(20), receiver < FirstRemote ? receiver : 0, to.Vni, random);
            _wires[worker].Enqueue(TestFrames.Vxlan(inner, to.Vni));
            return;
        }

        Send(from, receiver, random.Next(_lanes.Length), random);
    }

    private static FrameProducer Producer(ConcurrentQueue<byte[]> wire) => (Span<byte> room, out ushort port) =>
    {
        port = 0;
        if (!wire.TryDequeue(out byte[]? frame)) return 0;
        frame.CopyTo(room);
        return frame.Length;
    };

    private Pipeline NewPipeline(int worker)
    {
        var context = new WorkerContext(
            _umem, _pool.CreateCache(), State, [Wires[worker]], _lanes[worker], Channel.CreateBounded<UInt128>(4).Writer)
        {
            Accountant = new Accountant(Stopwatch.GetTimestamp),
            Handoff = new WorkerHandoff(
                Rings, worker, Placement, new BucketRouter(Placement, worker, patience: 4), new WorkerLoad(Placement.Buckets)),
        };
        return new Pipeline(context);
    }
}
