using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Engine.Stages;
using Falcon.Xsk;

namespace Falcon.Bench.Micro.Pipelines;

/// <summary>Takes every frame and gives it back to <see cref="ReplayUplinkLane"/> by doing nothing.</summary>
internal sealed class DiscardPortLane : IPortLane
{
    public bool TakesTrains => true;

    public int FramesInRings => 0;

    public IReadOnlyList<int> PollDescriptors => [];

    public int Receive(Span<Frame> frames, FrameCache pool) => 0;

    public int Send(ReadOnlySpan<Frame> frames, FrameCache pool, out DeliverDrop reason)
    {
        reason = default;
        return frames.Length;
    }

    public void Flush(FrameCache pool) { }

    public void Dispose() { }
}
