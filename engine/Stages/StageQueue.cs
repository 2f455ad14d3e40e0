using Falcon.Engine.Frames;

namespace Falcon.Engine.Stages;

/// <summary>Frames waiting for a stage on the worker that owns it; not shared.</summary>
public sealed class StageQueue
{
    /// <summary>
    /// Room for a deep turn's frames, a slice of the copies of broadcasts, frames held while their bucket moved, and what other workers
    /// sent.
    /// </summary>
    public const int Capacity = 8192;

    private Frame[] _frames = new Frame[Capacity];

    /// <summary>Frames waiting.</summary>
    public int Count { get; private set; }

    /// <summary>How many more fit.</summary>
    public int Room => Capacity - Count;

    /// <summary>The frames waiting, oldest first.</summary>
    public Span<Frame> Frames => _frames.AsSpan(0, Count);

    /// <summary>The unused tail, at most <paramref name="atMost"/> places; <see cref="Grow"/> makes what was written there count.</summary>
    public Span<Frame> Tail(int atMost) => _frames.AsSpan(Count, Math.Min(atMost, Room));

    /// <summary>Counts frames written to <see cref="Tail"/>.</summary>
    public void Grow(int frames) => Count += frames;

    /// <summary>
    /// The place behind the last frame, there is room for it; <see cref="Grow"/> makes it count. A stage that changes a frame does so in
    /// its new place: copying fields just written would wait for them to leave the store buffer.
    /// </summary>
    public ref Frame Slot => ref _frames[Count];

    /// <summary>Appends a frame; the caller has seen to it that there is room.</summary>
    public void Push(in Frame frame) => _frames[Count++] = frame;

    /// <summary>Puts frames before all others; the caller has seen to it that there is room.</summary>
    public void Prepend(ReadOnlySpan<Frame> frames)
    {
        Frames.CopyTo(_frames.AsSpan(frames.Length));
        frames.CopyTo(_frames);
        Count += frames.Length;
    }

    /// <summary>Forgets all but the first frames.</summary>
    public void Truncate(int frames) => Count = frames;

    /// <summary>Takes another queue's frames and gives it its own; nothing is copied, and spans over either's frames stay valid.</summary>
    public void SwapWith(StageQueue other)
    {
        (_frames, other._frames) = (other._frames, _frames);
        (Count, other.Count) = (other.Count, Count);
    }

    /// <summary>Forgets all frames: the stage has passed them on.</summary>
    public void Clear() => Count = 0;
}
