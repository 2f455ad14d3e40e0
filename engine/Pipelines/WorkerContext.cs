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

/// <summary>What the stages of one worker use. One per worker, used only by its thread; any thread may read the counters.</summary>
public sealed class WorkerContext
{
    private readonly StageQueue[] _toBridge;
    private readonly StageQueue[] _toPort;
    private readonly StageQueue[] _toWire;
    private readonly StrangerReports _strangers;
    private ushort _identification = (ushort)Random.Shared.Next();

    /// <summary>Combines a worker's own parts and the shared tables.</summary>
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
        _toBridge = Queues.QueuesBy(StageExits.ToBridge);
        _toPort = Queues.QueuesBy(StageExits.ToPort);
        _toWire = Queues.QueuesBy(StageExits.ToWire);
        Drops = new DropCounters(ForwardingState.MostOverlays, ForwardingState.MostPorts, Stages.Count);
        PortTraffic = new TrafficCounters[ForwardingState.MostPorts];
        Replicator = new Replicator(this);
    }

    /// <summary>The stages that the worker runs.</summary>
    public StageTable Stages { get; }

    /// <summary>The memory that holds all frames.</summary>
    public Umem Umem { get; }

    /// <summary>This worker's free frames.</summary>
    public FrameCache Cache { get; }

    /// <summary>The tables.</summary>
    public ForwardingState State { get; }

    /// <summary>The uplink lanes of this worker, by uplink.</summary>
    public IUplinkLane[] Uplinks { get; }

    /// <summary>The port lane of this worker.</summary>
    public IPortLane PortLane { get; }

    /// <summary>This worker's side of the hand-off; null when it is the only worker.</summary>
    public WorkerHandoff? Handoff { get; init; }

    /// <summary>Bills this worker's time; null when accounting is off.</summary>
    public Accountant? Accountant { get; init; }

    /// <summary>Counts what the kernel path leaves to the engine; null when there is no kernel path.</summary>
    internal PathTally? Path { get; init; }

    /// <summary>Monotonic seconds at the start of the turn: the clock of the forwarding table.</summary>
    public uint NowSeconds { get; internal set; }

    /// <summary>Timestamp at the start of the turn.</summary>
    public long Now { get; internal set; }

    /// <summary>A keyed flow hash, the same for all workers; null for CRC32-C.</summary>
    public SecretFlowHash? FlowHash { get; init; }

    /// <summary>The paused receivers; null when the kernel does not report what they refuse.</summary>
    public ReceiverPauses? Pauses { get; init; }

    /// <summary>Counts the frames this worker dropped.</summary>
    public DropCounters Drops { get; }

    /// <summary>Frames and bytes by port, as the container sees it: rx was delivered to it, tx came from it.</summary>
    public TrafficCounters[] PortTraffic { get; }

    /// <summary>Frames between two stages of this worker: queued, held or waiting to be copied.</summary>
    public int FramesInStages => Queues.Frames + (Handoff?.FramesHeld ?? 0) + Replicator.Held;

    /// <summary>Called with the first frame of each episode in which a source exceeds its storm limit; null to ignore them.</summary>
    public StormObserver? Storming { get; init; }

    /// <summary>Limits the answers to packets that are too big, so that a sender that ignores them costs little.</summary>
    internal AnswerLimit TooBigLimit { get; } = new(perPort: 100, together: 1000);

    /// <summary>
    /// The identification of the next outer datagram that routers may fragment; it repeats only after all other values (RFC 6864, section
    /// 4.3).
    /// </summary>
    internal ushort NextIdentification() => ++_identification;

    /// <summary>Copies broadcasts.</summary>
    internal Replicator Replicator { get; }

    /// <summary>The queues between the stages.</summary>
    internal StageQueues Queues { get; }

    internal StageQueue Queue(StageId stage) => Queues.Of(stage);

    /// <summary>The bytes of a frame.</summary>
    public Span<byte> Bytes(in Frame frame) => Umem.Slice(frame.Offset, frame.Length);

    /// <summary>The queue for frames that a stage passes on towards Bridge.</summary>
    public StageQueue ToBridge(StageId from) => _toBridge[(int)from];

    /// <summary>The queue for frames that a stage passes on towards a container.</summary>
    public StageQueue ToPort(StageId from) => _toPort[(int)from];

    /// <summary>The queue for frames that a stage passes on towards a VTEP.</summary>
    public StageQueue ToWire(StageId from) => _toWire[(int)from];

    /// <summary>Whether there is room for an answer: three quarters of the queue are kept for other frames.</summary>
    public bool HasRoomForAnswer => Queues.Answers.Count < StageQueue.Capacity / 4;

    /// <summary>Queues an answer to a container, a frame that no one sent, for Deliver.</summary>
    public void Answer(in Frame frame)
    {
        Queues.Answers.Push(frame);
        Accountant?.NoteOthers();
    }

    /// <summary>Whether the receiver of a train is paused.</summary>
    public bool IsPaused(ReadOnlySpan<Frame> train, int port)
    {
        if (Pauses is not { } pauses || !pauses.AnyAt(Now)) return false;
        ref readonly Frame head = ref train[0];
        return (head.Flags & FrameFlags.FromVtep) != 0
            ? pauses.Holds(head, port, Bytes(head), Now)
            : pauses.HoldsLocal(head, train.Length, port, Bytes(head), Now);
    }

    /// <summary>Whether a train can be delivered now; if so, it counts as delivered.</summary>
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

    /// <summary>Drops a frame that a port sent or was to receive.</summary>
    public void DropForPort(in Frame frame, int port, StageId stage, byte reason)
    {
        Drops.CountPort(port, stage, reason);
        Cache.Return(frame.Offset);
    }

    /// <summary>Reports a VTEP that the configuration does not name to the control thread. Cheap to repeat; may be lost.</summary>
    public void ReportStranger(UInt128 vtep) => _strangers.Note(vtep, Now);
}
