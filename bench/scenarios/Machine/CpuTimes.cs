namespace Falcon.Bench.Scenarios.Machine;

/// <summary>What one CPU or all of them did, since boot or between two readings, in ticks of /proc/stat (proc(5)).</summary>
public readonly record struct CpuTimes(long User, long Nice, long System, long Idle, long IoWait, long Irq, long SoftIrq, long Steal)
{
    /// <summary>USER_HZ: /proc counts in hundredths of a second on every Linux.</summary>
    public const int TicksPerSecond = 100;

    /// <summary>Time spent working. Stolen time is the hypervisor's and does not count.</summary>
    public long Busy => InThreads + Irq + SoftIrq;

    /// <summary>Time spent in threads, not in interrupts.</summary>
    public long InThreads => User + Nice + System;

    public long Total => Busy + Idle + IoWait + Steal;

    /// <summary>Stolen time as a share of all time; 0 if no time has passed.</summary>
    public double StealShare => Total == 0 ? 0 : (double)Steal / Total;

    public static double Seconds(long ticks) => (double)ticks / TicksPerSecond;

    public static CpuTimes operator -(CpuTimes a, CpuTimes b) => new(
        a.User - b.User, a.Nice - b.Nice, a.System - b.System, a.Idle - b.Idle,
        a.IoWait - b.IoWait, a.Irq - b.Irq, a.SoftIrq - b.SoftIrq, a.Steal - b.Steal);

    public static CpuTimes operator +(CpuTimes a, CpuTimes b) => a - (default(CpuTimes) - b);

    public static CpuTimes Add(CpuTimes left, CpuTimes right) => left + right;

    public static CpuTimes Subtract(CpuTimes left, CpuTimes right) => left - right;
}
