using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>A loop that uses only a CPU.</summary>
public static class Victim
{
    private const int StepsPerUnit = 1 << 20; // about a millisecond

    /// <summary>Works until the time is over or the units are done.</summary>
    public static VictimReport Run(TimeSpan? time, long? units)
    {
        ulong state = Unit(1);
        long started = Stopwatch.GetTimestamp();
        long done = 0;
        while (units is { } wanted ? done < wanted : Stopwatch.GetElapsedTime(started) < time)
        {
            state = Unit(state);
            done++;
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        GC.KeepAlive(state);
        return new VictimReport(done, seconds);
    }

    /// <summary>
    /// xorshift64*: every step needs the one before. Compiled once, so that tiered compilation does not look like a disturbance.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static ulong Unit(ulong state)
    {
        for (int step = 0; step < StepsPerUnit; step++)
        {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            state *= 0x2545F4914F6CDD1D;
        }

        return state;
    }
}
