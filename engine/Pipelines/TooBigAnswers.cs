using Falcon.Engine.Frames;
using Falcon.Vxlan;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Tells a container that its packet does not fit the overlay, so that path MTU discovery works. Rate-limited like the kernel's own ICMP
/// errors.
/// </summary>
internal static class TooBigAnswers
{
    /// <summary>Queues an answer to a frame's sender, if it may get one.</summary>
    /// <param name="frame">The frame that is too big.</param>
    /// <param name="mtu">Bytes of the largest IP packet that fits.</param>
    /// <param name="context">The worker's context.</param>
    public static void Answer(in Frame frame, int mtu, WorkerContext context)
    {
        if (!context.HasRoomForAnswer || !context.TooBigLimit.Allow(frame.Source, context.NowSeconds)) return;
        // Of a train or a truncated frame only the beginning is here; the parser accepts the claimed length.
        bool whole = frame.SegmentSize == 0 && (frame.Flags & FrameFlags.TooLong) == 0;
        int length = whole ? frame.Length : int.MaxValue;
        if (FrameParser.TryParse(context.Bytes(frame), length, out ParsedFrame parsed) != ParseError.None) return;
        if (!context.Cache.TryTake(out uint chunk)) return;

        Frame answer = frame;
        answer.Offset = chunk + FrameLayout.Headroom;
        length = PacketTooBig.Write(context.Bytes(frame), parsed, mtu, context.Umem.Slice(answer.Offset, PacketTooBig.LargestAnswer));
        if (length == 0)
        {
            context.Cache.Return(chunk);
            return;
        }

        answer.Length = (ushort)length;
        answer.Flags = FrameFlags.None;
        answer.SegmentSize = 0;
        answer.Target = frame.Source;
        context.Answer(answer);
    }
}
