using Falcon.Engine.Options;

namespace Falcon.Engine.Workers;

/// <summary>
/// Decides whether a worker that found nothing looks again or blocks. Looking again saves the wake-up (tens of microseconds) but takes the
/// CPU from the containers, so <see cref="IdleMode.Adaptive"/> does it only while that mostly pays: in a request-response exchange the next
/// frame is near, in silence it is not. And only while nobody else wants the CPU: since Linux 6.18 a thread that yields loses its slice,
/// and finds itself behind whoever computes beside it, while a sleeper gets the CPU when it wakes. Neither verdict is for long at first,
/// since both may be wrong: a CPU that the hypervisor took away looks as if somebody had computed, and who blocks meets the frame later
/// than who looks, here and on the other host. Each time that it proves right it holds for twice as long. A mutable struct of one worker;
/// times are ticks of Stopwatch.
/// </summary>
internal struct IdlePolicy
{
    /// <summary>A verdict holds for so many of the longest spins at first.</summary>
    private const int ShortestVerdict = 20;

    private const int LongestVerdict = 1_000;

    /// <summary>Looking again pays while at least so many of the last frames were met by it.</summary>
    private const float Worthwhile = 0.4f;

    /// <summary>What is supposed of frames before any came: four that are not near suffice to end it.</summary>
    private const float Supposed = 0.6f;

    /// <summary>
    /// What fourteen near frames in a row come to at the latest: then the last verdict against looking again was a mistake.
    /// </summary>
    private const float Refuted = 0.9f;

    private readonly IdleMode _mode;
    private readonly long _longestSpin;
    private float _near;
    private long _idleSince;
    private Verdict _distant;
    private Verdict _contended;

    /// <param name="mode">What the configuration says.</param>
    /// <param name="longestSpin">How long to look for frames before blocking.</param>
    public IdlePolicy(IdleMode mode, long longestSpin)
    {
        _mode = mode;
        _longestSpin = longestSpin;
        _distant = _contended = new Verdict(ShortestVerdict * longestSpin, LongestVerdict * longestSpin);
    }

    /// <summary>Frames came.</summary>
    public void Worked(long now)
    {
        if (_idleSince == 0) return;
        bool near = now - _idleSince < _longestSpin;
        _idleSince = 0;
        if (now < _contended.Until) return; // others' work is in the pause
        if (FramesAreNear) Judge(near, now);
        else if (now >= _distant.Until) _near = Supposed;
    }

    /// <summary>Nothing came, or little; whether to look again rather than to go on or to block.</summary>
    public bool ShouldSpin(long now)
    {
        if (_idleSince == 0) _idleSince = now;
        if (_mode != IdleMode.Adaptive) return _mode == IdleMode.Poll;
        return FramesAreNear && now - _idleSince < _longestSpin && now >= _contended.Until;
    }

    /// <summary>
    /// The CPU was given to others between two looks. When they keep it longer than a spin may last, and have had it for more than a third
    /// of the time since they last did so, they compute; less is somebody's housekeeping, or the hypervisor's.
    /// </summary>
    public void GaveWay(long before, long after)
    {
        long kept = after - before;
        if (kept <= _longestSpin) return;
        if (before - _contended.Until < 2 * kept) _contended.Confirm(after);
        else _contended.Refute(after);
    }

    private readonly bool FramesAreNear => _near >= Worthwhile;

    private void Judge(bool near, long now)
    {
        _near += ((near ? 1 : 0) - _near) / 8;
        if (_near > Refuted) _distant.Refute(now);
        if (!FramesAreNear) _distant.Confirm(now);
    }
}
