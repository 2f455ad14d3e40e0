using Falcon.Engine.Counters;

namespace Falcon.Engine.Snapshots;

/// <summary>Frames and bytes carried for a port so far, in both directions and by both paths.</summary>
/// <param name="Frames">Frames carried.</param>
/// <param name="Bytes">Bytes carried.</param>
public readonly record struct PortWork(long Frames, long Bytes)
{
    /// <summary>Sums the counters of both directions.</summary>
    public static PortWork Of(in TrafficCounters traffic) => new(traffic.RxFrames + traffic.TxFrames, traffic.RxBytes + traffic.TxBytes);

    /// <summary>The sum of two values.</summary>
    public static PortWork operator +(PortWork one, PortWork other) => new(one.Frames + other.Frames, one.Bytes + other.Bytes);

    /// <summary>The smaller of two values, field by field.</summary>
    public static PortWork Least(PortWork one, PortWork other) =>
        new(Math.Min(one.Frames, other.Frames), Math.Min(one.Bytes, other.Bytes));

    /// <summary>The difference to an <paramref name="earlier"/> value.</summary>
    public static PortWork operator -(PortWork now, PortWork earlier) => new(now.Frames - earlier.Frames, now.Bytes - earlier.Bytes);
}
