using Falcon.Engine.Frames;
using Falcon.Xsk.Memory;

namespace Falcon.Testing.Lanes;

/// <summary>Fills UMEM frames from a producer, as a socket would.</summary>
internal static class MemorySource
{
    public static int Receive(Umem umem, int headroom, FrameProducer producer, Span<Frame> frames, FrameCache cache)
    {
        int received = 0;
        while (received < frames.Length && cache.TryTake(out uint chunk))
        {
            uint offset = chunk + (uint)headroom;
            int length = producer(umem.Slice(offset, FrameLayout.LargestFrame(umem.ChunkSize)), out ushort port);
            if (length == 0)
            {
                cache.Return(chunk);
                break;
            }

            frames[received++] = new Frame { Offset = offset, Length = (ushort)length, Source = port };
        }

        return received;
    }
}
