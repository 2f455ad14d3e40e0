using System.Threading.Channels;
using Falcon.Engine.Accounting;
using Falcon.Engine.Counters;
using Falcon.Engine.Feedback;
using Falcon.Engine.Frames;
using Falcon.Engine.Handoff;
using Falcon.Engine.Lanes;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Steering;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// What a stage may use on the worker that runs it. One per worker, used by its thread alone; counters are read by anyone.
/// </summary>
public sealed class WorkerContext
{
    private readonly StageQueue[] _toBridge;
    private readonly StageQueue[] _toPort;
    private readonly StageQueue[] _toWire;
    private readonly StrangerReports _strangers;
    private ushort _identification = (ushort)Random.Shared.Next();

    /// <summary>Ties a worker's own parts and the shared tables together.</summary>
    public WorkerContext(
        Umem umem, FrameCache cache, ForwardingState state, IReadOnlyList<IUplinkLane> uplinks, IPortLane ports,
        ChannelWriter<UInt128> strangers, StageTable? stages = null)
    {
        Stages = stages ?? StandardStages.Table;
        Umem = umem;
        Cache = cache;
        State = state;
        Uplinks = [.. uplinks];
        PortLane = ports;
        _strangers = new StrangerReports(strangers);
        Queues = new StageQueues(Stages);
        _toBridge = Queues.WaysBy(StageExits.ToBridge);
        _toPort = Queues.WaysBy(StageExits.ToPort);
        _toWire = Queues.WaysBy(StageExits.ToWire);
        Drops = new DropCounters(ForwardingState.MostOverlays, ForwardingState.MostPorts, Stages.Count);
        PortTraffic = new TrafficCounters[ForwardingState.MostPorts];
        Replicator = new Replicator(this);
    }

    /// <summary>The stages that the worker runs.</summary>
    public StageTable Stages { get; }

    /// <summary>The memory in which all frames lie.</summary>
    public Umem Umem { get; }

    /// <summary>This worker's free frames.</summary>
    public FrameCache Cache { get; }

    /// <summary>The tables.</summary>
    public ForwardingState State { get; }

    /// <summary>The uplink lanes of this worker, by uplink.</summary>
    public IUplinkLane[] Uplinks { get; }

    /// <summary>The port lane of this worker.</summary>
    public IPortLane PortLane { get; }

    /// <summary>Its place among the other workers; null when it is the only one.</summary>
    public WorkerHandoff? Handoff { get; init; }

    /// <summary>Bills this worker's time; null when no bills are kept.</summary>
    public Accountant? Accountant { get; init; }

    /// <summary>Monotonic seconds at the start of the turn; what the forwarding table's ages are counted in.</summary>
    public uint NowSeconds { get; internal set; }

    /// <summary>Timestamp at the start of the turn.</summary>
    public long Now { get; internal set; }

    /// <summary>Hashes flows with a secret, the same for all workers; null for CRC32-C.</summary>
    public SecretFlowHash? FlowHash { get; init; }

    /// <summary>Which receivers get nothing for now; null when the kernel does not tell what they refuse.</summary>
    public ReceiverPauses? Pauses { get; init; }

    /// <summary>Frames this worker dropped.</summary>
    public DropCounters Drops { get; }

    /// <summary>Frames and bytes per port, as the container sees it: rx is delivered to it, tx came from it.</summary>
    public TrafficCounters[] PortTraffic { get; }

    /// <summary>Frames between two stages of this worker.</summary>
    public int FramesInStages => Queues.Frames + (Handoff?.FramesHeld ?? 0) + Replicator.Held;

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

    /// <summary>What waits between the stages.</summary>
    internal StageQueues Queues { get; }

    internal StageQueue Queue(StageId stage) => Queues.Of(stage);

    /// <summary>The bytes of a frame.</summary>
    public Span<byte> Bytes(in Frame frame) => Umem.Slice(frame.Offset, frame.Length);

    /// <summary>Where a stage passes frames on that are on their way to Bridge.</summary>
    public StageQueue ToBridge(StageId from) => _toBridge[(int)from];

    /// <summary>Where a stage passes frames on that are for a container.</summary>
    public StageQueue ToPort(StageId from) => _toPort[(int)from];

    /// <summary>Where a stage passes frames on that are for a VTEP.</summary>
    public StageQueue ToWire(StageId from) => _toWire[(int)from];

    /// <summary>Whether an answer has room: three quarters of the queue are for frames that somebody sent.</summary>
    public bool HasRoomForAnswer => Queues.Answers.Count < StageQueue.Capacity / 4;

    /// <summary>Hands a frame that nobody sent, an answer to a container, to the stage that hands frames to containers.</summary>
    public void Answer(in Frame frame)
    {
        Queues.Answers.Push(frame);
        Accountant?.NoteOthers();
    }

    /// <summary>Whether the receiver of a train for a port gets nothing for now.</summary>
    public bool IsPaused(ReadOnlySpan<Frame> train, int port)
    {
        if (Pauses is not { } pauses || !pauses.AnyAt(Now)) return false;
        ref readonly Frame head = ref train[0];
        return (head.Flags & FrameFlags.FromVtep) != 0
            ? pauses.Holds(head, port, Bytes(head), Now)
            : pauses.HoldsLocal(head, train.Length, port, Bytes(head), Now);
    }

    /// <summary>Whether a train can be handed to its receiver now, if so counted as handed.</summary>
    public bool MayDeliver(ReadOnlySpan<Frame> train)
    {
        if (Pauses is not { } pauses || !pauses.AnyAt(Now)) return true;
        ref readonly Frame head = ref train[0];
        return pauses.Admits(head, train.Length, head.Target, Bytes(head), Now);
    }

    /// <summary>Drops a frame that belongs to no overlay.</summary>
    public void DropForHost(in Frame frame, StageId stage, byte reason)
    {
        Drops.CountHost(stage, reason);
        Cache.Return(frame.Offset);
    }

    /// <summary>Drops a frame of an overlay whose port is not known.</summary>
    public void DropForOverlay(in Frame frame, StageId stage, byte reason)
    {
        Drops.CountOverlay(frame.Overlay, stage, reason);
        Cache.Return(frame.Offset);
    }

    /// <summary>Drops a frame that a port sent or should have got.</summary>
    public void DropForPort(in Frame frame, int port, StageId stage, byte reason)
    {
        Drops.CountPort(port, stage, reason);
        Cache.Return(frame.Offset);
    }

    /// <summary>
    /// Tells the control thread of a VTEP that nobody configured, so that it can be learned. Cheap to repeat, may be lost.
    /// </summary>
    public void ReportStranger(UInt128 vtep) => _strangers.Note(vtep, Now);
}
