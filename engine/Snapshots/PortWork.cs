using Falcon.Engine.Counters;

namespace Falcon.Engine.Snapshots;

/// <summary>What was carried for a port so far, both ways.</summary>
/// <param name="Frames">Frames.</param>
/// <param name="Bytes">Bytes.</param>
public readonly record struct PortWork(long Frames, long Bytes)
{
    /// <summary>What counters say.</summary>
    public static PortWork Of(in TrafficCounters traffic) => new(traffic.RxFrames + traffic.TxFrames, traffic.RxBytes + traffic.TxBytes);

    /// <summary>The lesser of two, where one is a part of the other.</summary>
    public static PortWork Least(PortWork one, PortWork other) =>
        new(Math.Min(one.Frames, other.Frames), Math.Min(one.Bytes, other.Bytes));

    /// <summary>What came after <paramref name="earlier"/>.</summary>
    public static PortWork operator -(PortWork now, PortWork earlier) => new(now.Frames - earlier.Frames, now.Bytes - earlier.Bytes);
}
