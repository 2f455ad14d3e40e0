using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Xsk.Memory;

namespace Falcon.Bench.Pipelines;

/// <summary>
/// Hands out descriptors of frames that lie ready in the UMEM, over and over: what a receive ring does, without its cost.
/// </summary>
public sealed class ReplayUplinkLane(Umem umem, int batch) : IUplinkLane
{
    /// <summary>Bytes of inner headers that joining may write to.</summary>
    private const int Headers = 54;

    private const int OuterHeaders = 50;

    private readonly byte[] _pristine = new byte[umem.ChunkCount * Headers];
    private Frame[] _frames = [];
    private TrafficCounters _traffic;
    private int _next;

    public int Uplink => 0;

    public int FramesInRings => 0;

    public int TransmitRoom => int.MaxValue;

    public long FramesSent => 0;

    public bool IsStuck { get; set; }

    public ref readonly TrafficCounters Traffic => ref _traffic;

    public IReadOnlyList<int> PollDescriptors => [];

    /// <summary>Adds a frame to what is replayed. Chunks come from the cache in no order.</summary>
    public void Add(FrameCache cache, byte[] frame)
    {
        cache.TryTake(out uint chunk);
        uint offset = chunk + FrameLayout.XdpHeadroom;
        frame.CopyTo(umem.Slice(offset, frame.Length));
        frame.AsSpan(OuterHeaders, Headers).CopyTo(Pristine(offset));
        _frames = [.. _frames, new Frame { Offset = offset, Length = (ushort)frame.Length }];
    }

    /// <summary>Undoes what joining wrote into the first frame of a train.</summary>
    public void Restore(in Frame head) => Pristine(head.Offset).CopyTo(umem.Slice(head.Offset, Headers));

    public int Receive(Span<Frame> frames, FrameCache cache)
    {
        int count = Math.Min(Math.Min(batch, frames.Length), _frames.Length - _next);
        _frames.AsSpan(_next, count).CopyTo(frames);
        _next += count;
        if (_next == _frames.Length) _next = 0;
        return count;
    }

    public int Transmit(ReadOnlySpan<Frame> frames, FrameCache cache) => frames.Length;

    public void Flush(FrameCache cache) { }

    public void Dispose() { }

    private Span<byte> Pristine(uint address) => _pristine.AsSpan((int)(address / (uint)umem.ChunkSize) * Headers, Headers);
}
