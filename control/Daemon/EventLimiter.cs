using Falcon.Engine.Events;

namespace Falcon.Control.Daemon;

/// <summary>
/// Keeps the log short, whatever containers and peers do: admits only some events of one kind about one subject per minute. The
/// configuration names the subjects, or the engine, which reports only a few strangers per minute. One thread.
/// </summary>
/// <param name="now">Milliseconds since a fixed moment.</param>
internal sealed class EventLimiter(Func<long> now)
{
    /// <summary>Most events per minute of one kind about one subject.</summary>
    public const int Most = 10;

    private const long Period = 60_000; // milliseconds

    /// <summary>Periods are forgotten when they are over, and all together when there are this many.</summary>
    private const int MostPeriods = 16_384;

    private readonly Dictionary<(DataplaneEventKind Kind, string Subject), (long Start, int Count)> _periods = [];

    /// <summary>Periods remembered.</summary>
    internal int Periods => _periods.Count;

    /// <summary>Whether to write an event.</summary>
    /// <param name="e">The event.</param>
    /// <param name="left">How many similar events were left out in the period before.</param>
    /// <param name="last">Whether the next similar event in this period will be left out.</param>
    public bool Admits(DataplaneEvent e, out int left, out bool last)
    {
        (left, last) = (0, false);
        if (e.Kind is DataplaneEventKind.WorkerFailed) return true;
        long time = now();
        (long start, int count) = _periods.GetValueOrDefault((e.Kind, e.Subject), (time, 0));
        if (time - start >= Period)
        {
            left = Math.Max(0, count - Most);
            (start, count) = (time, 0);
        }

        if (_periods.Count >= MostPeriods) Forget(time);
        _periods[(e.Kind, e.Subject)] = (start, ++count);
        last = count == Most;
        return count <= Most;
    }

    private void Forget(long time)
    {
        foreach (((DataplaneEventKind Kind, string Subject) key, (long start, _)) in _periods)
        {
            if (time - start >= Period) _periods.Remove(key);
        }

        if (_periods.Count >= MostPeriods) _periods.Clear();
    }
}
