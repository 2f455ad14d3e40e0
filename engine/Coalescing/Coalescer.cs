using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Vxlan;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Coalescing;

/// <summary>
/// Generic receive offload over a whole batch. Frames of a flow join where the rules allow, even with other flows between them. A frame
/// that may not join ends its flow's train, so every flow keeps its order. One worker's, not shared.
/// </summary>
/// <param name="umem">The memory that holds the frames.</param>
/// <param name="state">The ports, which say whether they take trains.</param>
internal sealed class Coalescer(Umem umem, ForwardingState state)
{
    private const int SlotBits = 12;
    private const int Slots = 1 << SlotBits;
    private const int Probes = 8;
    private const int End = -1;

    private readonly Train[] _trains = new Train[StageQueue.Capacity];
    private readonly int[] _next = new int[StageQueue.Capacity];
    private readonly OpenTrain[] _openTrains = new OpenTrain[Slots];
    private readonly KeyedHash _hash = KeyedHash.Create(); // keyed: senders can choose flow hashes, to end others' trains
    private uint _generation;
    private int _count;

    /// <summary>Joins what may be joined and passes all frames on; the frames of a train follow each other.</summary>
    public void Run(Span<Frame> frames, StageQueue next)
    {
        _generation++;
        _count = 0;
        for (int i = 0; i < frames.Length; i++) Take(frames, i);
        for (int train = 0; train < _count; train++) Pass(frames, _trains[train], next);
    }

    private void Take(Span<Frame> frames, int i)
    {
        ref Frame frame = ref frames[i];
        _next[i] = End;
        if ((frame.Flags & FrameFlags.Joined) != 0)
        {
            Link(ref _trains[_count - 1], i); // it came as a train and stays one
            return;
        }

        FrameParsing.Recall(frame, out ParsedFrame parsed);
        Inspect(frame, parsed, out TrainCar car);
        ref OpenTrain open = ref FindOpen(frame.FlowHash);
        bool known = open.Generation == _generation && open.FlowHash == frame.FlowHash;
        if (known && car.Kind != TrainKind.None && TryJoin(frames, ref _trains[open.Train], i, parsed, ref car)) return;

        Start(i, frame, car);
        if (known || car.Kind != TrainKind.None) open = new OpenTrain(_generation, frame.FlowHash, _count - 1);
    }

    /// <summary>
    /// Finds the flow's slot, or one that is free in this batch. When all nearby slots are taken, another flow loses its slot and its train
    /// ends. That makes trains shorter but never reorders frames.
    /// </summary>
    private ref OpenTrain FindOpen(uint flowHash)
    {
        uint place = (uint)(_hash.Of(flowHash) >> 64 - SlotBits);
        for (uint probe = 0; probe < Probes; probe++)
        {
            ref OpenTrain open = ref _openTrains[place + probe & Slots - 1];
            if (open.Generation != _generation || open.FlowHash == flowHash) return ref open;
        }

        return ref _openTrains[place];
    }

    private void Inspect(in Frame frame, in ParsedFrame parsed, out TrainCar car)
    {
        const FrameFlags Alone = FrameFlags.Alone | FrameFlags.Fragment;
        car = default;
        if (frame.L4 == 0 || frame.SegmentSize != 0 || (frame.Flags & Alone) != 0) return;
        if ((frame.Flags & FrameFlags.PartialChecksum) != 0 && frame.ChecksumStart != frame.L4) return; // a tunnel's inner checksum
        if (!state.Ports[frame.Target].Coalesce) return;
        TrainRules.Inspect(Bytes(frame), parsed, out car);
    }

    private Span<byte> Bytes(in Frame frame) => umem.Slice(frame.Offset, frame.Length);

    private void Start(int i, in Frame frame, in TrainCar car) => _trains[_count++] = new Train
    {
        Head = i,
        Last = i,
        Frames = 1,
        Payload = car.Payload,
        SegmentSize = frame.SegmentSize != 0 ? frame.SegmentSize : car.Payload,
        NextSequence = car.Sequence + (uint)car.Payload,
        Identification = car.Identification,
        Kind = car.Kind,
        Open = car.Kind != TrainKind.None && !car.EndsTrain,
    };

    private bool TryJoin(Span<Frame> frames, ref Train train, int i, in ParsedFrame parsed, ref TrainCar car)
    {
        ref Frame head = ref frames[train.Head];
        ref Frame frame = ref frames[i];
        if (!Fits(train, car, frame) || !SamePlace(head, frame)) return false;

        ReadOnlySpan<byte> bytes = Bytes(frame);
        if (!TrainRules.SameFlow(Bytes(head), bytes, parsed)) return false;
        if (car.Kind == TrainKind.Tcp && !FollowsIdentification(ref train, car, frame, bytes)) return false;
        if (!IsVerified(ref train, head)) return false;
        if (!IsChecksumRight(frame, bytes, parsed))
        {
            car.Kind = TrainKind.None;
            return false;
        }

        Link(ref train, i);
        train.Payload += car.Payload;
        train.NextSequence += (uint)car.Payload;
        train.Identification = car.Identification;
        train.Open = !car.EndsTrain && car.Payload == train.SegmentSize && train.Frames < TrainRuns.MostJoined;
        return true;
    }

    private static bool Fits(in Train train, in TrainCar car, in Frame frame) =>
        train.Open
        && train.Kind == car.Kind
        && car.Payload <= train.SegmentSize
        && (car.Kind == TrainKind.Udp || car.Sequence == train.NextSequence)
        && frame.Payload - frame.L3 + train.Payload + car.Payload <= TrainRules.LargestPacket;

    private static bool SamePlace(in Frame head, in Frame frame) =>
        head.Target == frame.Target && head.Overlay == frame.Overlay && head.Protocol == frame.Protocol
        && head.L3 == frame.L3 && head.L4 == frame.L4 && head.Payload == frame.Payload
        && ((head.Flags ^ frame.Flags) & (FrameFlags.Ipv4 | FrameFlags.Ipv6)) == 0;

    /// <summary>
    /// Checks the IPv4 identification: it counts up by one, or stays the same where DF makes it meaningless (RFC 6864). For UDP it does not
    /// matter: the receiving socket splits the datagrams and never sees it.
    /// </summary>
    private static bool FollowsIdentification(ref Train train, in TrainCar car, in Frame frame, ReadOnlySpan<byte> bytes)
    {
        if ((frame.Flags & FrameFlags.Ipv4) == 0) return true;
        bool dontFragment = (bytes[frame.L3 + 6] & 0x40) != 0;
        bool same = dontFragment && car.Identification == train.Identification;
        if (train.Frames == 1) train.IdentificationFixed = same;
        return train.IdentificationFixed ? same : car.Identification == (ushort)(train.Identification + 1);
    }

    /// <summary>
    /// Verifies the first frame's checksum when a second frame wants to join. A frame that stays alone leaves as it came.
    /// </summary>
    private bool IsVerified(ref Train train, in Frame head)
    {
        if (train.HeadVerified) return true;
        FrameParsing.Recall(head, out ParsedFrame parsed);
        train.HeadVerified = IsChecksumRight(head, Bytes(head), parsed);
        train.Open = train.HeadVerified;
        return train.HeadVerified;
    }

    /// <summary>Verifies the IPv4 header and transport checksums. Joining rewrites both, and must not hide a corruption.</summary>
    private static bool IsChecksumRight(in Frame frame, ReadOnlySpan<byte> bytes, in ParsedFrame parsed)
    {
        if ((frame.Flags & FrameFlags.Ipv4) != 0 && InternetChecksum.Sum(bytes[frame.L3..frame.L4]) != 0xFFFF) return false;
        return (frame.Flags & FrameFlags.PartialChecksum) != 0 || TransportChecksum.Verify(bytes, parsed);
    }

    private void Link(ref Train train, int i)
    {
        _next[train.Last] = i;
        train.Last = i;
        train.Frames++;
    }

    private void Pass(Span<Frame> frames, in Train train, StageQueue next)
    {
        ref Frame head = ref next.Slot;
        head = frames[train.Head];
        if (train.Frames > 1 && head.SegmentSize == 0) Couple(ref head, frames[train.Last], train);
        next.Grow(1);
        for (int i = _next[train.Head]; i != End; i = _next[i])
        {
            ref Frame joined = ref next.Slot;
            joined = frames[i];
            joined.Flags |= FrameFlags.Joined;
            next.Grow(1);
        }
    }

    /// <summary>Rewrites the first frame's headers for the whole train.</summary>
    private void Couple(ref Frame head, in Frame last, in Train train)
    {
        bool tcp = train.Kind == TrainKind.Tcp;
        TcpFlags ending = tcp
            ? (TcpFlags)Bytes(last)[last.L4 + 13] & (TcpFlags.Psh | TcpFlags.Fin)
            : TcpFlags.None;
        FrameParsing.Recall(head, out ParsedFrame parsed);
        TrainHeader.Join(Bytes(head), parsed, train.Payload, ending);
        head.SegmentSize = (ushort)train.SegmentSize;
        head.Flags |= FrameFlags.PartialChecksum;
        head.ChecksumStart = head.L4;
        head.ChecksumOffset = (ushort)(tcp ? TcpHeader.ChecksumOffset : UdpHeader.ChecksumOffset);
    }
}
