using Falcon.Engine.Frames;

namespace Falcon.Engine.Handoff;

/// <summary>Frames of one stage that wait with their producer while their bucket moves. One worker's, not shared.</summary>
internal sealed class HeldFrames
{
    /// <summary>Two deep turns: a bucket is held for about as long as the old worker takes for one.</summary>
    public const int Capacity = 2048;

    private readonly Frame[] _frames = new Frame[Capacity];

    /// <summary>Frames that wait. Any thread.</summary>
    public int Count { get; private set; }

    /// <summary>The frames, oldest first.</summary>
    public Span<Frame> Frames => _frames.AsSpan(0, Count);

    /// <summary>Adds a train, or a single frame, whole or not at all.</summary>
    public bool TryAdd(ReadOnlySpan<Frame> train)
    {
        if (Count + train.Length > Capacity) return false;
        train.CopyTo(_frames.AsSpan(Count));
        Count += train.Length;
        return true;
    }

    /// <summary>Forgets all frames: the caller has taken them over.</summary>
    public void Clear() => Count = 0;
}
