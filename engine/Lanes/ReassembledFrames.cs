using System.Collections.Concurrent;
using Falcon.Engine.Frames;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Lanes;

/// <summary>
/// Outer frames that the kernel has reassembled from fragments, on their way to the worker that takes them like frames from the wire. One
/// thread adds and one takes. Frames without room are lost, as at a full ring.
/// </summary>
/// <param name="umem">The memory that holds the frames.</param>
internal sealed class ReassembledFrames(Umem umem)
{
    private const int Capacity = 512;

    private readonly ConcurrentQueue<byte[]> _waiting = new();
    private int _count;
    private long _lost;

    /// <summary>Frames lost for lack of room. Any thread.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Adds a frame, starting with the outer Ethernet header.</summary>
    public void Add(byte[] frame)
    {
        if (Volatile.Read(ref _count) >= Capacity)
        {
            Volatile.Write(ref _lost, _lost + 1);
            return;
        }

        _waiting.Enqueue(frame);
        Interlocked.Increment(ref _count);
    }

    /// <summary>
    /// Copies waiting frames into free chunks: sets offset and length, clears the rest. Costs one load when nothing waits.
    /// </summary>
    /// <returns>The number of frames.</returns>
    public int Take(Span<Frame> frames, FrameCache cache)
    {
        if (Volatile.Read(ref _count) == 0) return 0;
        int taken = 0;
        while (taken < frames.Length && cache.TryTake(out uint chunk))
        {
            if (!_waiting.TryDequeue(out byte[]? bytes))
            {
                cache.Return(chunk);
                break;
            }

            Interlocked.Decrement(ref _count);
            ref Frame frame = ref frames[taken++];
            frame = default;
            frame.Offset = chunk + FrameLayout.Headroom;
            frame.Length = (ushort)bytes.Length;
            bytes.CopyTo(umem.Slice(frame.Offset, bytes.Length));
        }

        return taken;
    }
}
