using Falcon.Engine.Frames;
using Falcon.Engine.Tables;
using Falcon.Engine.Workers;
using Falcon.Vxlan;

namespace Falcon.Engine.Stages;

/// <summary>Completes checksums, writes the outer headers (RFC 7348, section 5) and hands frames to the uplink.</summary>
public struct EncapsulateStage : IStage
{
    /// <inheritdoc/>
    public static StageId Id => StageId.Encapsulate;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        int ready = 0;
        int uplink = 0;
        foreach (ref Frame frame in frames)
        {
            EncapsulateDrop? drop = Encapsulate(ref frame, context, out int frameUplink);
            if (drop is not null)
            {
                context.DropForPort(frame, frame.Source, Id, (byte)drop.Value);
                continue;
            }

            if (frameUplink != uplink)
            {
                Transmit(frames[..ready], uplink, context);
                ready = 0;
                uplink = frameUplink;
            }

            frames[ready++] = frame;
        }

        Transmit(frames[..ready], uplink, context);
    }

    private static EncapsulateDrop? Encapsulate(ref Frame frame, WorkerContext context, out int uplink)
    {
        uplink = 0;
        Overlay overlay = context.State.Overlays[frame.Overlay];
        if (Mtu.IsAbove(frame, overlay.Mtu)) return EncapsulateDrop.AboveMtu;
        if (context.State.Vteps[frame.Target].Route is not { } route) return EncapsulateDrop.NoNextHop;
        if ((frame.Flags & FrameFlags.PartialChecksum) != 0)
        {
            if (frame.ChecksumStart + frame.ChecksumOffset + 2 > frame.Length) return EncapsulateDrop.BadPartialChecksum;
            TransportChecksum.Complete(context.Bytes(frame), frame.ChecksumStart, frame.ChecksumOffset);
        }

        OuterHeader header = route.Header;
        if (frame.Offset - context.Umem.ChunkStart(frame.Offset) < header.Length) return EncapsulateDrop.NoHeadroom;
        frame.Offset -= (uint)header.Length;
        frame.Length += (ushort)header.Length;
        header.Write(context.Bytes(frame), overlay.Vni, OuterHeader.SourcePort(frame.FlowHash));
        uplink = route.Uplink;
        return null;
    }

    private static void Transmit(ReadOnlySpan<Frame> frames, int uplink, WorkerContext context)
    {
        if (frames.IsEmpty) return;
        int accepted = context.Uplinks[uplink].Transmit(frames, context.Pool);
        foreach (ref readonly Frame frame in frames[accepted..])
            context.DropForPort(frame, frame.Source, Id, (byte)EncapsulateDrop.RingFull);
    }
}
