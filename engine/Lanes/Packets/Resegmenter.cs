using Falcon.Engine.Frames;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Lanes.Packets;

/// <summary>Copies a large frame whose segments are not where the guess put them into chunks of the pool, one per segment.</summary>
internal sealed class Resegmenter(Umem umem)
{
    private readonly byte[] _whole = new byte[SegmentGuess.LargestMessage];

    /// <summary>
    /// Copies a frame of at most <see cref="SegmentGuess.LargestMessage"/> bytes from its slices into one chunk per segment, which each
    /// segment must fit. The slices' chunks stay offered. A cut without a segment size means one frame that is all headers.
    /// </summary>
    /// <returns>The frames written; 0 when there are not enough free frames.</returns>
    public int Recut(in Frame head, ReadOnlySpan<UmemSlice> slices, int length, SegmentGuess cut, Span<Frame> frames, FrameCache cache)
    {
        int segments = cut.SegmentsIn(length);
        Gather(slices, length);
        for (int i = 0; i < segments; i++)
        {
            if (!cache.TryTake(out uint chunk))
            {
                foreach (ref readonly Frame frame in frames[..i]) cache.Return(frame.Offset);
                return 0;
            }

            int payload = Math.Min(cut.Segment, length - cut.Headers - i * cut.Segment);
            uint offset = chunk + FrameLayout.Headroom;
            Span<byte> bytes = umem.Slice(offset, cut.Headers + payload);
            _whole.AsSpan(0, cut.Headers).CopyTo(bytes);
            _whole.AsSpan(cut.Headers + i * cut.Segment, payload).CopyTo(bytes[cut.Headers..]);
            frames[i] = i == 0 ? Head(head, offset, bytes.Length) : PacketCollector.Follower(head, offset, bytes.Length);
        }

        return segments;
    }

    private static Frame Head(in Frame head, uint offset, int length)
    {
        Frame frame = head;
        frame.Offset = offset;
        frame.Length = (ushort)length;
        return frame;
    }

    private void Gather(ReadOnlySpan<UmemSlice> slices, int length)
    {
        int copied = 0;
        foreach (UmemSlice slice in slices)
        {
            int bytes = Math.Min(slice.Length, length - copied);
            umem.Slice(slice.Address, bytes).CopyTo(_whole.AsSpan(copied));
            copied += bytes;
        }
    }
}
