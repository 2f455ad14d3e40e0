namespace Falcon.Engine.Workers;

/// <summary>
/// A judgement that may be wrong. It holds for a short time at first, and for twice as long each time that it proves right. One worker's
/// mutable struct; times are Stopwatch ticks.
/// </summary>
/// <param name="shortest">How long it holds at first.</param>
/// <param name="longest">How long it holds at most.</param>
internal struct Verdict(long shortest, long longest)
{
    private long _held;

    /// <summary>Until when it holds, or when it was last refuted.</summary>
    public long Until { get; private set; } = long.MinValue / 2;

    /// <summary>Notes that the judgement is true, still or again.</summary>
    public void Confirm(long now)
    {
        _held = Math.Clamp(2 * _held, shortest, longest);
        Until = now + _held;
    }

    /// <summary>Notes that the judgement is false; the next confirmation counts as the first.</summary>
    public void Refute(long now)
    {
        _held = 0;
        Until = now;
    }
}
