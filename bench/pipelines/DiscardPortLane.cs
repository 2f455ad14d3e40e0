using Falcon.Api;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Engine.Stages;
using Falcon.Xsk.Memory;

namespace Falcon.Bench.Pipelines;

/// <summary>
/// Takes every frame and gives it back to the wire by doing nothing, except that the heads of trains get their headers back.
/// </summary>
public sealed class DiscardPortLane(ReplayUplinkLane wire, bool trains) : IPortLane
{
    public bool TakesTrains => trains;

    /// <summary>Trains of at least two frames that came.</summary>
    public long Trains { get; private set; }

    public int FramesInRings => 0;

    public IReadOnlyList<DropCount> KernelDrops => [];

    public IReadOnlyList<int> PollDescriptors => [];

    public int Receive(Span<Frame> frames, FrameCache cache) => 0;

    public int Send(ReadOnlySpan<Frame> frames, FrameCache cache, out DeliverDrop reason)
    {
        reason = default;
        if (!trains) return frames.Length;
        foreach (ref readonly Frame frame in frames)
        {
            if (frame.SegmentSize == 0) continue;
            wire.Restore(frame);
            Trains++;
        }

        return frames.Length;
    }

    public void Flush(FrameCache cache) { }

    public void Dispose() { }
}
