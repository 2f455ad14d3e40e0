using System.Diagnostics;

namespace Falcon.Engine.Workers;

/// <summary>
/// Decides whether a worker that found nothing, or little, lets frames gather for a moment, as drivers moderate interrupts. Between half
/// load and full load the worker would otherwise wake for every few datagrams of a flood, or find a few at every poll, and make trains of
/// two. It rests only while very many frames come from the wire and hardly any go back: then no sender waits for an answer. One worker's
/// mutable struct; times are Stopwatch ticks.
/// </summary>
internal struct Moderation
{
    /// <summary>A turn with fewer frames is small; with this many, trains are long enough.</summary>
    public const int SmallTurn = 32;

    /// <summary>Frames from the wire per window that make a flood: 32,000 a second.</summary>
    private const int Flood = 32;

    /// <summary>A flood has at least this many frames from the wire for each frame from a container.</summary>
    private const int OneWay = 16;

    private static readonly long s_window = Stopwatch.Frequency / 1000;

    private long _windowStart;
    private long _fromWire;
    private long _fromContainers;
    private bool _flooded;

    /// <summary>How long frames gather.</summary>
    public static TimeSpan Rest { get; } = TimeSpan.FromMicroseconds(100);

    /// <summary>Decides, after nothing or little came, whether to rest rather than to spin or to block.</summary>
    /// <param name="now">The time.</param>
    /// <param name="fromWire">Frames from the wire so far.</param>
    /// <param name="fromContainers">Frames from containers so far.</param>
    public bool ShouldRest(long now, long fromWire, long fromContainers)
    {
        long elapsed = now - _windowStart;
        if (elapsed < s_window) return _flooded;
        long received = fromWire - _fromWire;
        _flooded = received * s_window >= Flood * elapsed && received >= OneWay * (fromContainers - _fromContainers);
        (_windowStart, _fromWire, _fromContainers) = (now, fromWire, fromContainers);
        return _flooded;
    }
}
