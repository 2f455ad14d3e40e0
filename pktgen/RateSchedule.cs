namespace Falcon.Pktgen;

/// <summary>
/// An even pace: bulks of at most 16 frames, each due one interval after the one before. What was late is caught up, but never faster
/// than at twice the rate, so that no ring overflows; a schedule that is more than 100 ms behind is put back. Times are nanoseconds of a
/// monotonic clock. Twin of wait_for_turn in bpf/pktgen.bpf.c.
/// </summary>
public struct RateSchedule
{
    private const int FractionBits = 16;
    private const long LongestLag = 100_000_000;
    private const int LargestBulk = 16;
    private const double BulkSeconds = 16e-6;

    private readonly long _interval; // between bulks, in 1/65536 ns
    private readonly long _start;
    private long _due;
    private long _earliest;

    /// <summary>A schedule whose first bulk is due at once.</summary>
    /// <param name="rate">Frames per second.</param>
    /// <param name="start">The clock now.</param>
    public RateSchedule(double rate, long start)
    {
        _interval = Interval(rate);
        _start = start;
        Bulk = BulkFrames(rate);
    }

    /// <summary>Frames that leave together.</summary>
    public int Bulk { get; }

    /// <summary>Time by which the schedule was put back.</summary>
    public long Forgotten { get; private set; }

    /// <summary>When the next bulk may leave.</summary>
    public readonly long Turn => Math.Max(Due, _earliest);

    /// <summary>A bulk leaves now.</summary>
    public void Leave(long now)
    {
        long lost = now - Due - LongestLag;
        if (lost > 0)
        {
            Forgotten += lost;
            _due += lost << FractionBits;
        }

        _due += _interval;
        _earliest = now + (_interval >> (FractionBits + 1));
    }

    /// <summary>Frames that leave together at a rate: as many as are due in 16 µs, at least 1 and at most 16.</summary>
    public static int BulkFrames(double rate) => (int)Math.Clamp(rate * BulkSeconds, 1, LargestBulk);

    /// <summary>Time between bulks, in nanoseconds times 65,536.</summary>
    internal static long Interval(double rate) => (long)(1e9 * (1 << FractionBits) * BulkFrames(rate) / rate);

    private readonly long Due => _start + (_due >> FractionBits);
}
