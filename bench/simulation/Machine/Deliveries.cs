using HdrHistogram;

namespace Falcon.Bench.Simulation.Machine;

/// <summary>The delivered frames: how many, how long they waited, and whether flows stayed in order.</summary>
internal sealed class Deliveries(int flows, double work)
{
    private const long LongestNanoseconds = 10_000_000_000;

    private readonly int[] _lastSequence = [.. Enumerable.Repeat(-1, flows)];
    private readonly double[] _lastTime = new double[flows];
    private LongHistogram _waiting = new(LongestNanoseconds, 2);

    public long Count { get; private set; }

    /// <summary>Frames that arrived after a later one of their flow.</summary>
    public long Reordered { get; private set; }

    /// <summary>A percentile of waiting: nanoseconds between arrival and delivery in which nothing worked on the frame.</summary>
    public long WaitingAt(double percentile) => _waiting.TotalCount == 0 ? 0 : _waiting.GetValueAtPercentile(percentile);

    /// <summary>Resets counts and times, but not the order.</summary>
    public void Restart()
    {
        Count = 0;
        Reordered = 0;
        _waiting = new LongHistogram(LongestNanoseconds, 2);
    }

    /// <summary>Notes that a frame leaves. Frames of different workers may come in another order than their times.</summary>
    public void Add(SimFrame frame, double time)
    {
        Count++;
        _waiting.RecordValue((long)Math.Clamp(time - frame.Arrival - work, 0, LongestNanoseconds));
        bool isLater = frame.Sequence > _lastSequence[frame.Flow];
        if (isLater != time >= _lastTime[frame.Flow]) Reordered++;
        if (!isLater) return;
        _lastSequence[frame.Flow] = frame.Sequence;
        _lastTime[frame.Flow] = time;
    }
}
