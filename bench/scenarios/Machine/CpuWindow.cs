using System.Diagnostics;

namespace Falcon.Bench.Scenarios.Machine;

/// <summary>What the CPUs and a load generator did in the middle of a run, so that starting and ending programs does not count.</summary>
public sealed record CpuWindow(double Seconds, ProcStat Times, long GeneratorTicks, int? GeneratorCpu)
{
    /// <summary>Waits for <paramref name="lead"/>, then watches for <paramref name="length"/>.</summary>
    public static async Task<CpuWindow> WatchAsync(TimeSpan lead, TimeSpan length, int? generatorPid, int? generatorCpu, CancellationToken cancel)
    {
        await Task.Delay(lead, cancel);
        long started = Stopwatch.GetTimestamp();
        ProcStat before = ProcStat.Read();
        long ticksBefore = generatorPid is { } pid ? ProcessTimes.Read(pid) : 0;
        await Task.Delay(length, cancel);
        long ticks = generatorPid is { } same ? ProcessTimes.Read(same) - ticksBefore : 0;
        ProcStat times = ProcStat.Read().Since(before);
        return new CpuWindow(Stopwatch.GetElapsedTime(started).TotalSeconds, times, Math.Max(0, ticks), generatorCpu);
    }

    /// <summary>The cost of an item when so many were delivered each second.</summary>
    public CpuCost PerItem(double itemsPerSecond) => CpuCost.Of(Times, GeneratorTicks, GeneratorCpu, itemsPerSecond * Seconds);
}
