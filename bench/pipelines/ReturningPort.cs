using Falcon.Api;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Engine.Stages;
using Falcon.Xsk.Memory;

namespace Falcon.Bench.Pipelines;

/// <summary>
/// The containers of one worker among several: takes every frame and returns it to the pool, the heads of trains with their headers
/// restored.
/// </summary>
public sealed class ReturningPort(PrefilledUmem umem) : IPortLane
{
    public bool TakesTrains => true;

    public int FramesInRings => 0;

    public IReadOnlyList<DropCount> KernelDrops => [];

    public IReadOnlyList<int> PollDescriptors => [];

    public int Receive(Span<Frame> frames, FrameCache cache) => 0;

    public int Send(ReadOnlySpan<Frame> frames, FrameCache cache, out DeliverDrop reason)
    {
        reason = default;
        foreach (ref readonly Frame frame in frames)
        {
            if (frame.SegmentSize != 0) umem.Restore(frame);
            cache.Return(frame.Offset);
        }

        return frames.Length;
    }

    public void Flush(FrameCache cache) { }

    public void Dispose() { }
}
