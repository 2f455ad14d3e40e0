using Falcon.Engine.Frames;

namespace Falcon.Engine.Stages;

/// <summary>The frames that wait for a stage on one worker. Not shared.</summary>
public sealed class StageQueue
{
    /// <summary>
    /// Room for the frames of a deep turn, a slice of broadcast copies, frames held while their bucket moved, and frames from other
    /// workers.
    /// </summary>
    public const int Capacity = 8192;

    private Frame[] _frames = new Frame[Capacity];

    /// <summary>The number of waiting frames.</summary>
    public int Count { get; private set; }

    /// <summary>The number of frames that still fit.</summary>
    public int Room => Capacity - Count;

    /// <summary>The waiting frames, oldest first.</summary>
    public Span<Frame> Frames => _frames.AsSpan(0, Count);

    /// <summary>The unused tail, at most <paramref name="atMost"/> slots. After writing there, call <see cref="Grow"/>.</summary>
    public Span<Frame> Tail(int atMost) => _frames.AsSpan(Count, Math.Min(atMost, Room));

    /// <summary>Adds frames that were written to <see cref="Tail"/> or <see cref="Slot"/>.</summary>
    public void Grow(int frames) => Count += frames;

    /// <summary>
    /// The slot behind the last frame; there must be room for it. After writing there, call <see cref="Grow"/>. A stage that changes a
    /// frame does so in the new slot: copying fields that were just written would wait for the store buffer.
    /// </summary>
    public ref Frame Slot => ref _frames[Count];

    /// <summary>Appends a frame; there must be room for it.</summary>
    public void Push(in Frame frame) => _frames[Count++] = frame;

    /// <summary>Puts frames before all others; there must be room for them.</summary>
    public void Prepend(ReadOnlySpan<Frame> frames)
    {
        Frames.CopyTo(_frames.AsSpan(frames.Length));
        frames.CopyTo(_frames);
        Count += frames.Length;
    }

    /// <summary>Keeps only the first frames.</summary>
    public void Truncate(int frames) => Count = frames;

    /// <summary>Swaps the frames of two queues. Nothing is copied, and spans over the frames of either queue stay valid.</summary>
    public void SwapWith(StageQueue other)
    {
        (_frames, other._frames) = (other._frames, _frames);
        (Count, other.Count) = (other.Count, Count);
    }

    /// <summary>Removes all frames; the stage has passed them on.</summary>
    public void Clear() => Count = 0;
}
