using Falcon.Steering.Routing;

namespace Falcon.Steering.Balancing;

/// <summary>
/// Writes the <see cref="Placement"/> within limits: so many moves per second, and no bucket twice within the dwell time.
/// </summary>
internal sealed class Mover(Placement placement, SteeringOptions options, BalancerCounters counters)
{
    /// <summary>Unused moves of this much time may be made at once.</summary>
    private static readonly TimeSpan s_burst = TimeSpan.FromMilliseconds(100);

    private readonly double _most = Math.Max(options.MostMovesPerSecond * s_burst.TotalSeconds, 1);
    private readonly TimeSpan[] _movedAt = NeverMoved(placement.Buckets);
    private TimeSpan _now;
    private double _allowed;

    /// <summary>Whether a move is allowed now.</summary>
    public bool MayMove => _allowed >= 1;

    /// <summary>Lets time pass: allows more moves.</summary>
    public void Advance(TimeSpan now)
    {
        _allowed = Math.Min(_allowed + options.MostMovesPerSecond * (now - _now).TotalSeconds, _most);
        _now = now;
    }

    /// <summary>Whether the bucket's last move is long enough ago.</summary>
    public bool IsSettled(SteeredStage stage, int bucket) => _now - _movedAt[placement.IndexOf(stage, bucket)] >= options.Dwell;

    /// <summary>Moves a stage of a bucket to another worker.</summary>
    public void Move(SteeredStage stage, int bucket, int worker)
    {
        if (placement.Wanted(stage, bucket) == worker) return;
        placement.Want(stage, bucket, worker);
        _movedAt[placement.IndexOf(stage, bucket)] = _now;
        _allowed--;
        counters.Moves++;
    }

    private static TimeSpan[] NeverMoved(int buckets)
    {
        var times = new TimeSpan[SteeredStages.Count * buckets];
        Array.Fill(times, TimeSpan.MinValue / 2);
        return times;
    }
}
