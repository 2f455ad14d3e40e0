using System.Diagnostics;
using Falcon.Xsk.Threads;

namespace Falcon.Bench.Scenarios.Machine;

/// <summary>What the CPUs and a load generator did in the middle of a run, so that starting and ending programs does not count.</summary>
/// <param name="Seconds">The length of the window.</param>
/// <param name="Times">What the CPUs did.</param>
/// <param name="GeneratorTicks">User and system time of the generator's process. The kernel includes the interrupts that hit it.</param>
/// <param name="GeneratorCpu">The CPU that the generator is pinned to; null without one.</param>
public sealed record CpuWindow(double Seconds, ProcStat Times, long GeneratorTicks, int? GeneratorCpu)
{
    /// <summary>
    /// Time that all CPUs together were neither idle nor stolen. Both are measured; the rest of /proc/stat is sampled (get_idle_time of
    /// fs/proc/stat.c).
    /// </summary>
    public double BusySeconds => Times.Cpus.Values.Sum(cpu => Math.Max(0, Seconds - CpuTimes.Seconds(cpu.Idle + cpu.IoWait + cpu.Steal)));

    /// <summary>Waits for <paramref name="lead"/>, then watches for <paramref name="length"/>.</summary>
    public static async Task<CpuWindow> WatchAsync(
        TimeSpan lead,
        TimeSpan length,
        int? generatorPid,
        int? generatorCpu,
        CancellationToken cancel)
    {
        await Task.Delay(lead, cancel);
        long started = Stopwatch.GetTimestamp();
        var before = ProcStat.Read();
        long ticksBefore = generatorPid is { } pid ? ProcessTimes.Read(pid) : 0;
        await Task.Delay(length, cancel);
        long ticks = generatorPid is { } same ? ProcessTimes.Read(same) - ticksBefore : 0;
        ProcStat times = ProcStat.Read().Since(before);
        return new CpuWindow(Stopwatch.GetElapsedTime(started).TotalSeconds, times, Math.Max(0, ticks), generatorCpu);
    }

    /// <summary>The cost per item for a number of delivered items per second.</summary>
    /// <param name="itemsPerSecond">Delivered items per second.</param>
    /// <param name="waiting">As in <see cref="CpuCost.Of"/>.</param>
    public CpuCost PerItem(double itemsPerSecond, double? waiting = null) => CpuCost.Of(this, itemsPerSecond * Seconds, waiting);
}
