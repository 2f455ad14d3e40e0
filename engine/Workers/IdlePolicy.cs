using Falcon.Engine.Options;

namespace Falcon.Engine.Workers;

/// <summary>
/// Decides whether a worker that found nothing looks again or blocks. Looking again saves the wake-up (tens of microseconds) but takes the CPU from
/// the containers, so <see cref="IdleMode.Adaptive"/> does it only while the pauses between frames are short on average: in a request-response exchange the
/// next frame is near, in silence it is not. And only while nobody else wants the CPU: since Linux 6.18 who yields forfeits a slice, and finds itself
/// behind whoever computes beside it, while who sleeps is let in when it wakes. A mutable struct of one worker; times are ticks of Stopwatch.
/// </summary>
internal struct IdlePolicy
{
    /// <summary>A pause counts as at most so many times the longest spin: one long silence must not take for ever to forget.</summary>
    private const int LongestPause = 4;

    /// <summary>For so many of the longest spins a CPU that others wanted counts as theirs.</summary>
    private const int Contention = 100;

    private readonly IdleMode _mode;
    private readonly long _longestSpin;
    private long _averagePause;
    private long _idleSince;
    private long _contendedUntil;
    private long _keptUntil;

    /// <param name="mode">What the configuration says.</param>
    /// <param name="longestSpin">How long to look for frames before blocking.</param>
    public IdlePolicy(IdleMode mode, long longestSpin)
    {
        _mode = mode;
        _longestSpin = longestSpin;
        _averagePause = LongestPause * longestSpin;
        _keptUntil = long.MinValue / 2;
    }

    /// <summary>Frames came.</summary>
    public void Worked(long now)
    {
        if (_idleSince == 0) return;
        long pause = Math.Min(now - _idleSince, LongestPause * _longestSpin);
        _averagePause += (pause - _averagePause) / 8;
        _idleSince = 0;
    }

    /// <summary>Nothing came, or little; whether to look again rather than to go on or to block.</summary>
    public bool ShouldSpin(long now)
    {
        if (_idleSince == 0) _idleSince = now;
        if (_mode != IdleMode.Adaptive) return _mode == IdleMode.Poll;
        return _averagePause < _longestSpin && now - _idleSince < _longestSpin && now >= _contendedUntil;
    }

    /// <summary>
    /// The CPU was given to others between two looks. When they keep it longer than a spin may last, and soon do so again, they compute; once may be
    /// anybody's housekeeping.
    /// </summary>
    public void GaveWay(long before, long after)
    {
        if (after - before <= _longestSpin) return;
        if (before < _keptUntil + Contention * _longestSpin) _contendedUntil = after + Contention * _longestSpin;
        _keptUntil = after;
    }
}
