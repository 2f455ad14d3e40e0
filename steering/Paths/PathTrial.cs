namespace Falcon.Steering.Paths;

/// <summary>
/// Chooses the path of a port's datagrams: the engine or the kernel, whichever costs less CPU time per delivered datagram. It tries the
/// other one now and then, for a moment, and stays where it was cheaper. A few datagrams are always the kernel's, which is quicker
/// then. One thread.
/// </summary>
public sealed class PathTrial
{
    /// <summary>Datagrams per second from which on it tries the engine. Fewer cost a hundredth of a CPU by either path.</summary>
    public const int Busy = 5000;

    /// <summary>The time of one measurement.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(200);

    /// <summary>The least time between trials; it doubles as long as they change nothing.</summary>
    public static readonly TimeSpan LeastWait = TimeSpan.FromSeconds(5);

    /// <summary>The most time between trials.</summary>
    public static readonly TimeSpan MostWait = TimeSpan.FromMinutes(5);

    private const int MostMixed = 10;     // windows in which a trial may wait for its path: a flow changes when none of it is held
    private const double Pure = 0.9;      // of the frames have to have taken a path before it is measured
    private const double Gain = 0.9;      // the other path has to cost less than this of the present one
    private const double OtherLoad = 2.0; // times as many datagrams, or as few: what was measured says little of that

    private TimeSpan _windowBegan;
    private PathCosts _before;
    private bool _began, _switched, _isTrial;
    private double _presentCost, _rateAtTrial;
    private int _mixed;
    private TimeSpan _wait = LeastWait, _lastTrial = -MostWait;

    /// <summary>Whether the engine carries the datagrams.</summary>
    public bool OnEngine { get; private set; }

    /// <summary>Nanoseconds per datagram on the path that is not used, when it was tried last; null when it was not.</summary>
    public double? OtherCost { get; private set; }

    /// <summary>Decides anew. Call it several times a second.</summary>
    /// <param name="now">The time.</param>
    /// <param name="costs">The costs until now.</param>
    public void Update(TimeSpan now, PathCosts costs)
    {
        TimeSpan elapsed = now - _windowBegan;
        if (_began && elapsed < Window) return;
        PathCosts window = costs - _before;
        (bool measured, _before, _windowBegan) = (_began && !_switched, costs, now);
        (_began, _switched) = (true, false);
        if (measured) Decide(now, window.Frames / elapsed.TotalSeconds, window);
    }

    private void Decide(TimeSpan now, double rate, PathCosts window)
    {
        bool isPure = (OnEngine ? window.EngineShare : 1 - window.EngineShare) >= Pure;
        if (rate < (OnEngine ? Busy / OtherLoad : Busy)) Rest();
        else if (_isTrial && isPure) Judge(window.PerFrame);
        else if (_isTrial && ++_mixed == MostMixed) Return();
        else if (!_isTrial && isPure && IsDue(now, rate)) Try(now, rate, window.PerFrame);
    }

    /// <summary>There is nothing to gain.</summary>
    private void Rest()
    {
        (_isTrial, _wait) = (false, LeastWait);
        if (OnEngine) Switch();
    }

    private bool IsDue(TimeSpan now, double rate)
    {
        bool isOtherLoad = rate > OtherLoad * _rateAtTrial || rate < _rateAtTrial / OtherLoad;
        if (isOtherLoad) _wait = LeastWait;
        return now - _lastTrial >= _wait;
    }

    private void Try(TimeSpan now, double rate, double cost)
    {
        (_lastTrial, _rateAtTrial, _presentCost, _isTrial, _mixed) = (now, rate, cost, true, 0);
        Switch();
    }

    private void Judge(double cost)
    {
        bool isBetter = cost < Gain * _presentCost;
        OtherCost = isBetter ? _presentCost : cost;
        if (isBetter) (_isTrial, _wait) = (false, LeastWait);
        else Return();
    }

    /// <summary>The trial has not paid.</summary>
    private void Return()
    {
        (_isTrial, _wait) = (false, _wait * 2 < MostWait ? _wait * 2 : MostWait);
        Switch();
    }

    /// <summary>The window in which it happens belongs to both paths, and says nothing.</summary>
    private void Switch() => (OnEngine, _switched) = (!OnEngine, true);
}
