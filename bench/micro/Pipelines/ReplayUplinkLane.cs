using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Xsk;

namespace Falcon.Bench.Micro.Pipelines;

/// <summary>Hands out descriptors of frames that lie ready in the UMEM, over and over: what a receive ring does, without its cost.</summary>
internal sealed class ReplayUplinkLane(Frame[] frames, int batch) : IUplinkLane
{
    private TrafficCounters _traffic;
    private int _next;

    public int Uplink => 0;

    public int FramesInRings => 0;

    public ref readonly TrafficCounters Traffic => ref _traffic;

    public IReadOnlyList<int> PollDescriptors => [];

    public int Receive(Span<Frame> into, FrameCache pool)
    {
        int count = Math.Min(batch, into.Length);
        for (int i = 0; i < count; i++)
        {
            into[i] = frames[_next];
            _next = _next + 1 == frames.Length ? 0 : _next + 1;
        }

        return count;
    }

    public int Transmit(ReadOnlySpan<Frame> frames, FrameCache pool) => frames.Length;

    public void Flush(FrameCache pool) { }

    public void Dispose() { }
}
