using Falcon.Engine.Frames;
using Falcon.Engine.Tables;
using Falcon.Engine.Workers;
using Falcon.Vxlan;

namespace Falcon.Engine.Stages;

/// <summary>
/// Looks the inner destination up and learns the inner source (RFC 7348, section 4.1); replicates what has no single receiver
/// to the other ports and, when it came from a container, to every peer (head-end replication).
/// </summary>
public struct BridgeStage : IStage
{
    /// <inheritdoc/>
    public static StageId Id => StageId.Bridge;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        foreach (ref Frame frame in frames) Forward(ref frame, context);
    }

    private static void Forward(ref Frame frame, WorkerContext context)
    {
        ReadOnlySpan<byte> header = context.Umem.Slice(frame.Offset, 12);
        MacAddress destination = MacAddress.Read(header);
        BridgeDrop? drop = LearnSource(frame, MacAddress.Read(header[6..]), context);
        if (drop is null && destination.IsGroup)
        {
            if (IsLinkLocalGroup(destination)) drop = BridgeDrop.LinkLocalGroup;
            else Replicate(ref frame, context);
        }
        else if (drop is null)
        {
            FdbTarget target = context.State.Fdb.Lookup(frame.Overlay, destination, context.NowSeconds);
            if (target.IsNone) Replicate(ref frame, context);
            else drop = SendTo(ref frame, target, context);
        }

        if (drop is not null) Drop(frame, drop.Value, context);
    }

    private static BridgeDrop? LearnSource(in Frame frame, MacAddress source, WorkerContext context)
    {
        if (source.IsGroup || source.Value == 0) return BridgeDrop.InvalidSource;

        ForwardingTable fdb = context.State.Fdb;
        FdbTarget known = fdb.Lookup(frame.Overlay, source, context.NowSeconds);
        bool fromVtep = (frame.Flags & FrameFlags.FromVtep) != 0;
        FdbTarget here = fromVtep ? FdbTarget.Vtep(frame.Source) : FdbTarget.Port(frame.Source);
        if (known.IsPort && known != here && IsPortsOwn(known, source, context)) return BridgeDrop.Looped;

        if (context.State.Overlays[frame.Overlay].Learning && frame.Source != Frame.UnknownSource)
            fdb.Learn(frame.Overlay, source, here, context.NowSeconds);
        return null;
    }

    /// <summary>A MAC address behind a port may move to another place, unless it is the port's own.</summary>
    private static bool IsPortsOwn(FdbTarget port, MacAddress source, WorkerContext context) =>
        context.State.Ports[port.Index].Mac == source;

    private static BridgeDrop? SendTo(ref Frame frame, FdbTarget target, WorkerContext context)
    {
        bool fromVtep = (frame.Flags & FrameFlags.FromVtep) != 0;
        frame.Target = (ushort)target.Index;
        if (target.IsPort)
        {
            if (!fromVtep && frame.Target == frame.Source) return BridgeDrop.SplitHorizon;
            context.Next(StageId.Deliver, frame);
        }
        else
        {
            if (fromVtep) return BridgeDrop.SplitHorizon;
            frame.Flags |= FrameFlags.ToVtep;
            context.Next(StageId.Encapsulate, frame);
        }

        return null;
    }

    private static void Replicate(ref Frame frame, WorkerContext context)
    {
        Overlay overlay = context.State.Overlays[frame.Overlay];
        bool fromVtep = (frame.Flags & FrameFlags.FromVtep) != 0;
        int sent = 0;
        foreach (int port in overlay.Ports)
        {
            if (!fromVtep && port == frame.Source) continue;
            sent += TryReplicate(frame, StageId.Deliver, port, FrameFlags.None, context);
        }

        if (!fromVtep)
        {
            foreach (int peer in overlay.Peers)
                sent += TryReplicate(frame, StageId.Encapsulate, peer, FrameFlags.ToVtep, context);
        }

        if (sent == 0) Drop(frame, BridgeDrop.NoReceiver, context);
        else context.Pool.Return(frame.Offset);
    }

    private static int TryReplicate(in Frame frame, StageId stage, int target, FrameFlags flags, WorkerContext context)
    {
        if (!context.HasRoom(stage, 1) || !context.Pool.TryTake(out uint chunk))
        {
            CountDrop(frame, BridgeDrop.NoFrame, context);
            return 1;
        }

        Frame replica = frame;
        replica.Offset = chunk + FrameLayout.Headroom;
        replica.Target = (ushort)target;
        replica.Flags |= flags;
        context.Bytes(frame).CopyTo(context.Bytes(replica));
        context.Next(stage, replica);
        return 1;
    }

    /// <summary>01:80:c2:00:00:00 to 0f: spanning tree, pause, LLDP and their like.</summary>
    private static bool IsLinkLocalGroup(MacAddress mac) => (mac.Value & 0xFFFF_FFFF_FFF0) == 0x0180_C200_0000;

    private static void Drop(in Frame frame, BridgeDrop reason, WorkerContext context)
    {
        CountDrop(frame, reason, context);
        context.Pool.Return(frame.Offset);
    }

    private static void CountDrop(in Frame frame, BridgeDrop reason, WorkerContext context)
    {
        if ((frame.Flags & FrameFlags.FromVtep) != 0) context.Drops.CountOverlay(frame.Overlay, Id, (byte)reason);
        else context.Drops.CountPort(frame.Source, Id, (byte)reason);
    }
}
