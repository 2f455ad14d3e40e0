using Falcon.Engine.Frames;

namespace Falcon.Engine.Handoff;

/// <summary>Frames of one stage that wait at their sender while their bucket moves. One worker's, not shared.</summary>
internal sealed class HeldFrames
{
    /// <summary>The frames of two deep turns: a bucket is held for about one turn of its old worker.</summary>
    public const int Capacity = 2048;

    private readonly Frame[] _frames = new Frame[Capacity];

    /// <summary>The number of held frames. Any thread.</summary>
    public int Count { get; private set; }

    /// <summary>The frames, oldest first.</summary>
    public Span<Frame> Frames => _frames.AsSpan(0, Count);

    /// <summary>Adds a train or a single frame, all of it or nothing.</summary>
    public bool TryAdd(ReadOnlySpan<Frame> train)
    {
        if (Count + train.Length > Capacity) return false;
        train.CopyTo(_frames.AsSpan(Count));
        Count += train.Length;
        return true;
    }

    /// <summary>Removes all frames; the caller has taken them.</summary>
    public void Clear() => Count = 0;
}
