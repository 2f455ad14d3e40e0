using System.Diagnostics;

namespace Falcon.Engine.Threads;

/// <summary>The engine's monotonic clock in different units.</summary>
internal static class Clock
{
    private static readonly long s_nanosecondsPerTick = 1_000_000_000 / Stopwatch.Frequency;

    /// <summary>Seconds, for the age of forwarding entries.</summary>
    public static uint Seconds => SecondsOf(Stopwatch.GetTimestamp());

    public static uint SecondsOf(long timestamp) => (uint)(timestamp / Stopwatch.Frequency);

    public static long NanosecondsOf(long timestamp) => timestamp * s_nanosecondsPerTick;

    /// <summary>Nanoseconds of CLOCK_MONOTONIC, which BPF programs also read.</summary>
    public static long Now => NanosecondsOf(Stopwatch.GetTimestamp());

    public static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
