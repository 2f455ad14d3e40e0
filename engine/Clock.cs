using System.Diagnostics;

namespace Falcon.Engine;

/// <summary>The engine's monotonic clock in the unit that forwarding entries age in.</summary>
internal static class Clock
{
    public static uint Seconds => SecondsOf(Stopwatch.GetTimestamp());

    public static uint SecondsOf(long timestamp) => (uint)(timestamp / Stopwatch.Frequency);
}
