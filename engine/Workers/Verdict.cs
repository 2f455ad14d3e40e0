namespace Falcon.Engine.Workers;

/// <summary>
/// A judgement that may be wrong: it holds for a short time at first, and for twice as long each time that it proves right. A mutable
/// struct of one worker; times are ticks of Stopwatch.
/// </summary>
/// <param name="shortest">How long it holds at first.</param>
/// <param name="longest">How long it holds at most.</param>
internal struct Verdict(long shortest, long longest)
{
    private long _held;

    /// <summary>Until when it holds, or when it was last refuted.</summary>
    public long Until { get; private set; } = long.MinValue / 2;

    /// <summary>It is so, still or again.</summary>
    public void Confirm(long now)
    {
        _held = Math.Clamp(2 * _held, shortest, longest);
        Until = now + _held;
    }

    /// <summary>It is not so; when it is confirmed next, that is a first time.</summary>
    public void Refute(long now)
    {
        _held = 0;
        Until = now;
    }
}
