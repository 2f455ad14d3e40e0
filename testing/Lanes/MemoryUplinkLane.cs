using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Xsk.Memory;

namespace Falcon.Testing.Lanes;

/// <summary>An uplink lane of two delegates, for tests: needs no device and no root.</summary>
public sealed class MemoryUplinkLane(Umem umem, FrameProducer producer, FrameConsumer consumer) : IUplinkLane
{
    private TrafficCounters _traffic;

    /// <inheritdoc/>
    public int Uplink => 0;

    /// <inheritdoc/>
    public int FramesInRings => 0;

    /// <summary>Whether the kernel path has seen all frames before.</summary>
    public bool IsBehindPath { get; init; }

    /// <inheritdoc/>
    public int ReceivedFromPath { get; private set; }

    /// <summary>The frames that the wire has room for; a test may set it to fill the wire up.</summary>
    public int TransmitRoom { get; set; } = int.MaxValue;

    /// <summary>Frames sent so far; a test may set it to let the wire make progress.</summary>
    public long FramesSent { get; set; }

    /// <inheritdoc/>
    public bool IsStuck { get; set; }

    /// <inheritdoc/>
    public ref readonly TrafficCounters Traffic => ref _traffic;

    /// <inheritdoc/>
    public IReadOnlyList<int> PollDescriptors => [];

    /// <inheritdoc/>
    public int Receive(Span<Frame> frames, FrameCache cache)
    {
        int received = MemorySource.Receive(umem, FrameLayout.XdpHeadroom, producer, frames, cache);
        _traffic.RxFrames += received;
        ReceivedFromPath = IsBehindPath ? received : 0;
        return received;
    }

    /// <inheritdoc/>
    public int Transmit(ReadOnlySpan<Frame> frames, FrameCache cache)
    {
        frames = frames[..Math.Min(frames.Length, TransmitRoom)];
        foreach (ref readonly Frame frame in frames)
        {
            consumer(frame, umem.Slice(frame.Offset, frame.Length));
            cache.Return(frame.Offset);
        }

        _traffic.TxFrames += frames.Length;
        FramesSent += frames.Length;
        return frames.Length;
    }

    /// <inheritdoc/>
    public void Flush(FrameCache cache) { }

    /// <inheritdoc/>
    public void Dispose() { }
}
