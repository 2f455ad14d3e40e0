namespace Falcon.Bench.Simulation.Scenarios;

/// <summary>What happened during part of a run.</summary>
/// <param name="Seconds">Its length.</param>
/// <param name="Offered">Frames that arrived.</param>
/// <param name="Delivered">Frames that were delivered.</param>
/// <param name="Moves">Buckets or flows that moved.</param>
/// <param name="Reordered">Frames that a later one of their flow overtook.</param>
/// <param name="P99WaitingMicroseconds">99 % of the delivered frames waited at most this long.</param>
public sealed record Interval(double Seconds, long Offered, long Delivered, long Moves, long Reordered, double P99WaitingMicroseconds)
{
    public double MillionPerSecond => Delivered / Seconds / 1e6;

    public double OfferedMillionPerSecond => Offered / Seconds / 1e6;

    public double ShareDelivered => (double)Delivered / Offered;

    public double MovesPerSecond => Moves / Seconds;
}
