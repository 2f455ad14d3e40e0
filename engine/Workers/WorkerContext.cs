using System.Threading.Channels;
using Falcon.Engine.Accounting;
using Falcon.Engine.Braking;
using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Handoff;
using Falcon.Engine.Lanes;
using Falcon.Engine.Replication;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Steering;
using Falcon.Xsk;

namespace Falcon.Engine.Workers;

/// <summary>What a stage may use on the worker that runs it. One per worker, used by its thread alone; counters are read by anyone.</summary>
public sealed class WorkerContext
{
    private static readonly StageId[] s_behindBridge = [StageId.Coalesce, StageId.Deliver, StageId.Encapsulate];

    private readonly StageQueue[] _queues;
    private readonly StageQueue[] _aside = Array.ConvertAll(s_behindBridge, _ => new StageQueue());
    private readonly StrangerReports _strangers;
    private ushort _identification = (ushort)Random.Shared.Next();

    /// <summary>Ties a worker's own parts and the shared tables together.</summary>
    public WorkerContext(
        Umem umem, FrameCache pool, ForwardingState state, IReadOnlyList<IUplinkLane> uplinks, IPortLane ports, ChannelWriter<UInt128> strangers)
    {
        Umem = umem;
        Pool = pool;
        State = state;
        Uplinks = [.. uplinks];
        PortLane = ports;
        _strangers = new StrangerReports(strangers);
        _queues = Array.ConvertAll(Enum.GetValues<StageId>(), _ => new StageQueue());
        Drops = new DropCounters(ForwardingState.MostOverlays, ForwardingState.MostPorts);
        PortTraffic = new TrafficCounters[ForwardingState.MostPorts];
        Replicator = new Replicator(this);
    }

    /// <summary>The memory in which all frames lie.</summary>
    public Umem Umem { get; }

    /// <summary>This worker's free frames.</summary>
    public FrameCache Pool { get; }

    /// <summary>The tables.</summary>
    public ForwardingState State { get; }

    /// <summary>The uplink lanes of this worker, by uplink.</summary>
    public IUplinkLane[] Uplinks { get; }

    /// <summary>The port lane of this worker.</summary>
    public IPortLane PortLane { get; }

    /// <summary>Its place among the other workers; null when it is the only one.</summary>
    public Exchange? Exchange { get; init; }

    /// <summary>Bills this worker's time; null when no bills are kept.</summary>
    public Accountant? Accountant { get; init; }

    /// <summary>Monotonic seconds at the start of the turn; what the forwarding table's ages are counted in.</summary>
    public uint NowSeconds { get; internal set; }

    /// <summary>Timestamp at the start of the turn.</summary>
    public long Now { get; internal set; }

    /// <summary>Hashes flows with a secret, the same for all workers; null for CRC32-C.</summary>
    public SecretFlowHash? FlowHash { get; init; }

    /// <summary>Which receivers get nothing for now; null when the kernel does not tell what they refuse.</summary>
    public ReceiverBrakes? Brakes { get; init; }

    /// <summary>Frames this worker dropped.</summary>
    public DropCounters Drops { get; }

    /// <summary>Frames and bytes per port, as the container sees it: rx is delivered to it, tx came from it.</summary>
    public TrafficCounters[] PortTraffic { get; }

    /// <summary>Frames between two stages of this worker.</summary>
    public int FramesInStages =>
        _queues.Sum(queue => queue.Count) + _aside.Sum(queue => queue.Count) + (Exchange?.FramesHeld ?? 0) + Replicator.Held;

    /// <summary>
    /// Told of the first frame of each episode in which a source exceeds its storm limit; null when nobody wants to know.
    /// </summary>
    public StormObserver? Storming { get; init; }

    /// <summary>Limits the answers to packets that are too big: a sender that does not listen must cost little.</summary>
    internal AnswerLimit TooBigLimit { get; } = new(perPort: 100, together: 1000);

    /// <summary>
    /// Names the next outer datagram that routers may fragment: unlike those of this worker a while before and after (RFC 6864, section
    /// 4.3).
    /// </summary>
    internal ushort NextIdentification() => ++_identification;

    /// <summary>Makes the copies of broadcasts.</summary>
    internal Replicator Replicator { get; }

    internal StageQueue Queue(StageId stage) => _queues[(int)stage];

    /// <summary>
    /// Sets aside what waits behind Bridge, so that other frames can go all their way before it; called again, when those queues are empty,
    /// it puts it back.
    /// </summary>
    internal void SwapAside()
    {
        for (int i = 0; i < s_behindBridge.Length; i++) Queue(s_behindBridge[i]).SwapWith(_aside[i]);
    }

    /// <summary>The bytes of a frame.</summary>
    public Span<byte> Bytes(in Frame frame) => Umem.Slice(frame.Offset, frame.Length);

    /// <summary>Passes a frame on.</summary>
    public void Next(StageId stage, in Frame frame) => _queues[(int)stage].Push(frame);

    /// <summary>
    /// Whether a stage has room for frames that nobody sent, such as answers: three quarters of its queue are for those that are passed on.
    /// </summary>
    public bool HasRoomForAnswers(StageId stage, int frames) => _queues[(int)stage].Count + frames <= StageQueue.Capacity / 4;

    /// <summary>Whether the receiver of a train for a port gets nothing for now.</summary>
    public bool IsBraked(ReadOnlySpan<Frame> train, int port)
    {
        if (Brakes is not { } brakes || !brakes.AnyAt(Now)) return false;
        ref readonly Frame head = ref train[0];
        return (head.Flags & FrameFlags.FromVtep) != 0
            ? brakes.Holds(head, port, Bytes(head), Now)
            : brakes.HoldsLocal(head, train.Length, port, Bytes(head), Now);
    }

    /// <summary>Whether a train can be handed to its receiver now, if so counted as handed.</summary>
    public bool MayDeliver(ReadOnlySpan<Frame> train)
    {
        if (Brakes is not { } brakes || !brakes.AnyAt(Now)) return true;
        ref readonly Frame head = ref train[0];
        return brakes.Admits(head, train.Length, head.Target, Bytes(head), Now);
    }

    /// <summary>Drops a frame that belongs to no overlay.</summary>
    public void DropForHost(in Frame frame, StageId stage, byte reason)
    {
        Drops.CountHost(stage, reason);
        Pool.Return(frame.Offset);
    }

    /// <summary>Drops a frame of an overlay whose port is not known.</summary>
    public void DropForOverlay(in Frame frame, StageId stage, byte reason)
    {
        Drops.CountOverlay(frame.Overlay, stage, reason);
        Pool.Return(frame.Offset);
    }

    /// <summary>Drops a frame that a port sent or should have got.</summary>
    public void DropForPort(in Frame frame, int port, StageId stage, byte reason)
    {
        Drops.CountPort(port, stage, reason);
        Pool.Return(frame.Offset);
    }

    /// <summary>Tells the control thread of a VTEP that nobody configured, so that it can be learned. Cheap to repeat, may be lost.</summary>
    public void ReportStranger(UInt128 vtep) => _strangers.Note(vtep, Now);
}
