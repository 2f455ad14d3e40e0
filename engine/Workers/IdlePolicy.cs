using Falcon.Engine.Options;

namespace Falcon.Engine.Workers;

/// <summary>
/// Decides whether a worker that found nothing spins or blocks. Spinning saves the wake-up (tens of microseconds) but takes the CPU from
/// the containers. So <see cref="IdleMode.Adaptive"/> spins only while that mostly pays: in a request-response exchange the next frame is
/// near, in silence it is not. It also spins only while no other thread wants the CPU: since Linux 6.18 a thread that yields loses its
/// slice and runs after those that compute beside it, while a sleeper gets the CPU when it wakes. Each verdict holds only for a short time
/// at first, because both may be wrong: a CPU that the hypervisor took away looks as if another thread had computed, and a worker that
/// blocks meets the next frame later than one that spins, here and on the other host. Each time a verdict proves right it holds twice as
/// long. One worker's mutable struct; times are Stopwatch ticks.
/// </summary>
internal struct IdlePolicy
{
    /// <summary>A verdict holds this many of the longest spins at first.</summary>
    private const int ShortestVerdict = 20;

    private const int LongestVerdict = 1_000;

    /// <summary>Spinning pays while at least this share of the last frames came during a spin.</summary>
    private const float Worthwhile = 0.4f;

    /// <summary>The share assumed at first: four frames that are not near end the spinning.</summary>
    private const float Supposed = 0.6f;

    /// <summary>The share that fourteen near frames in a row reach: then the last verdict against spinning was wrong.</summary>
    private const float Refuted = 0.9f;

    private readonly IdleMode _mode;
    private readonly long _longestSpin;
    private float _near;
    private long _idleSince;
    private Verdict _distant;
    private Verdict _contended;

    /// <param name="mode">The configured mode.</param>
    /// <param name="longestSpin">How long to spin before blocking.</param>
    public IdlePolicy(IdleMode mode, long longestSpin)
    {
        _mode = mode;
        _longestSpin = longestSpin;
        _distant = _contended = new Verdict(ShortestVerdict * longestSpin, LongestVerdict * longestSpin);
    }

    /// <summary>Notes that frames came.</summary>
    public void Worked(long now)
    {
        if (_idleSince == 0) return;
        bool near = now - _idleSince < _longestSpin;
        _idleSince = 0;
        if (now < _contended.Until) return; // others worked during the pause
        if (FramesAreNear) Judge(near, now);
        else if (now >= _distant.Until) _near = Supposed;
    }

    /// <summary>Decides, after nothing or little came, whether to spin rather than to go on or to block.</summary>
    public bool ShouldSpin(long now)
    {
        if (_idleSince == 0) _idleSince = now;
        if (_mode != IdleMode.Adaptive) return _mode == IdleMode.Poll;
        return FramesAreNear && now - _idleSince < _longestSpin && now >= _contended.Until;
    }

    /// <summary>
    /// Notes that the worker yielded its CPU between two polls. Other threads compute if they keep the CPU longer than a spin may last, and
    /// have had it for more than a third of the time since they last did so. Less is housekeeping, or the hypervisor.
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
