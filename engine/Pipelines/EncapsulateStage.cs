using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Completes checksums, gives each frame of a train its own headers, writes the outer headers (RFC 7348, section 5) and hands frames to the
/// uplink.
/// </summary>
public struct EncapsulateStage : IStage
{
    /// <inheritdoc/>
    public static StageId Id => StageId.Encapsulate;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        int ready = 0;
        int uplink = 0;
        for (int start = 0, end; start < frames.Length; start = end)
        {
            end = TrainRuns.EndOf(frames, start);
            Span<Frame> train = frames[start..end];
            if (!TryEncapsulate(train, context, out int trainsUplink, out EncapsulateDrop reason))
            {
                if (reason == EncapsulateDrop.AboveMtu)
                    TooBigAnswers.Answer(train[0], context.State.Overlays[train[0].Overlay].Mtu, context);
                else if (reason == EncapsulateDrop.AbovePathMtu)
                    TooBigAnswers.Answer(train[0], context.State.Vteps[train[0].Target].Route?.PathMtu ?? 0, context);
                foreach (ref readonly Frame frame in train) context.DropForPort(frame, frame.Source, Id, (byte)reason);
                continue;
            }

            if (trainsUplink != uplink)
            {
                Transmit(frames[..ready], uplink, context);
                ready = 0;
                uplink = trainsUplink;
            }

            if (ready != start) train.CopyTo(frames[ready..]);
            ready += train.Length;
        }

        Transmit(frames[..ready], uplink, context);
    }

    private static bool TryEncapsulate(Span<Frame> train, WorkerContext context, out int uplink, out EncapsulateDrop reason)
    {
        uplink = 0;
        ref readonly Frame head = ref train[0];
        Overlay overlay = context.State.Overlays[head.Overlay];
        reason = EncapsulateDrop.AboveMtu;
        if (Mtu.IsAbove(head, overlay.Mtu)) return false;
        reason = EncapsulateDrop.NoNextHop;
        if (context.State.Vteps[head.Target].Route is not { } route) return false;
        bool mayFragment = Fragmenting.IsAllowed(context.Bytes(head), route.Header);
        reason = EncapsulateDrop.AbovePathMtu;
        if (Mtu.IsAbove(head, mayFragment ? route.LinkMtu : route.PathMtu)) return false;
        reason = EncapsulateDrop.NoHeadroom;
        foreach (ref readonly Frame frame in train)
        {
            if (frame.Offset - context.Umem.ChunkStart(frame.Offset) < route.Header.Length) return false;
        }

        reason = EncapsulateDrop.BadPartialChecksum;
        if (head.SegmentSize != 0) WriteSegments(train, context);
        else if (!CompleteChecksum(head, context)) return false;

        bool ip = (head.Flags & (FrameFlags.Ipv4 | FrameFlags.Ipv6)) != 0;
        byte trafficClass = ip ? IpTrafficClass.Read(context.Bytes(head)[head.L3..]) : (byte)0;
        ushort sourcePort = OuterHeader.SourcePort(head.FlowHash);
        foreach (ref Frame frame in train)
        {
            frame.Offset -= (uint)route.Header.Length;
            frame.Length += (ushort)route.Header.Length;
            frame.TrafficClass = trafficClass;
            route.Header.Write(context.Bytes(frame), overlay.Vni, sourcePort, trafficClass);
            if (mayFragment) route.Header.AllowFragments(context.Bytes(frame), context.NextIdentification());
        }

        uplink = route.Uplink;
        return true;
    }

    /// <summary>Writes headers for each frame of a train, from the last to the first: the first frame's headers are the template.</summary>
    private static void WriteSegments(Span<Frame> train, WorkerContext context)
    {
        ref readonly Frame head = ref train[0];
        ReadOnlySpan<byte> headers = context.Bytes(head)[..head.Payload];
        FrameParsing.Recall(head, out ParsedFrame parsed);
        for (int i = train.Length - 1; i >= 0; i--)
            TrainHeader.Segment(context.Bytes(train[i]), headers, parsed, i, head.SegmentSize, last: i == train.Length - 1);
    }

    private static bool CompleteChecksum(in Frame frame, WorkerContext context) =>
        (frame.Flags & FrameFlags.PartialChecksum) == 0
        || TransportChecksum.Complete(context.Bytes(frame), frame.ChecksumStart, frame.ChecksumOffset);

    private static void Transmit(ReadOnlySpan<Frame> frames, int uplink, WorkerContext context)
    {
        if (frames.IsEmpty) return;
        int accepted = context.Uplinks[uplink].Transmit(frames, context.Cache);
        context.Uplinks[uplink].Flush(context.Cache); // the kernel's work counts as this stage's time
        foreach (ref readonly Frame frame in frames[accepted..])
            context.DropForPort(frame, frame.Source, Id, (byte)EncapsulateDrop.RingFull);
    }
}
