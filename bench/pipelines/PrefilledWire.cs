using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Xsk.Memory;

namespace Falcon.Bench.Pipelines;

/// <summary>
/// The wire of one worker among several: every free chunk of the UMEM holds a frame ready, so taking a chunk from the cache is receiving.
/// Whatever worker is through with a frame returns it to the cache, and it comes again.
/// </summary>
public sealed class PrefilledWire(PrefilledUmem umem, bool open) : IUplinkLane
{
    private readonly uint[] _chunks = new uint[64];
    private TrafficCounters _traffic;

    public int Uplink => 0;

    public int FramesInRings => 0;

    public ref readonly TrafficCounters Traffic => ref _traffic;

    public int TransmitRoom => int.MaxValue;

    public long FramesSent => 0;

    public bool IsStuck { get; set; }

    public IReadOnlyList<int> PollDescriptors => [];

    public int Receive(Span<Frame> frames, FrameCache cache)
    {
        if (!open) return 0;
        int count = cache.Take(_chunks.AsSpan(0, Math.Min(_chunks.Length, frames.Length)));
        for (int i = 0; i < count; i++) frames[i] = umem.FrameIn(_chunks[i]);
        return count;
    }

    public int Transmit(ReadOnlySpan<Frame> frames, FrameCache cache) => 0;

    public void Flush(FrameCache cache) { }

    public void Dispose() { }
}
