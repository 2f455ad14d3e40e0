using Falcon.Api;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Engine.Stages;
using Falcon.Xsk.Memory;

namespace Falcon.Testing.Lanes;

/// <summary>A port lane of two delegates, for tests: needs no namespace and no root.</summary>
public sealed class MemoryPortLane(Umem umem, FrameProducer producer, FrameConsumer consumer) : IPortLane
{
    /// <inheritdoc/>
    public bool TakesTrains => true;

    /// <inheritdoc/>
    public int FramesInRings => 0;

    /// <inheritdoc/>
    public IReadOnlyList<DropCount> KernelDrops => [];

    /// <inheritdoc/>
    public IReadOnlyList<int> PollDescriptors => [];

    /// <inheritdoc/>
    public int Receive(Span<Frame> frames, FrameCache cache) =>
        MemorySource.Receive(umem, FrameLayout.Headroom, producer, frames, cache);

    /// <inheritdoc/>
    public int Send(ReadOnlySpan<Frame> frames, FrameCache cache, out DeliverDrop reason)
    {
        reason = default;
        foreach (ref readonly Frame frame in frames)
        {
            consumer(frame, umem.Slice(frame.Offset, frame.Length));
            cache.Return(frame.Offset);
        }

        return frames.Length;
    }

    /// <inheritdoc/>
    public void Flush(FrameCache cache) { }

    /// <inheritdoc/>
    public void Dispose() { }
}
