namespace Falcon.Xsk.Threads;

/// <summary>What one CPU or all of them did, since boot or between two readings, in ticks of /proc/stat (proc_stat(5)).</summary>
/// <param name="User">Threads in user mode.</param>
/// <param name="Nice">Threads of lower priority in user mode.</param>
/// <param name="System">Threads in kernel mode.</param>
/// <param name="Idle">Idle time.</param>
/// <param name="IoWait">Idle time while a thread waited for a disk.</param>
/// <param name="Irq">Interrupts.</param>
/// <param name="SoftIrq">Soft interrupts.</param>
/// <param name="Steal">Time that the hypervisor gave to others.</param>
public readonly record struct CpuTimes(long User, long Nice, long System, long Idle, long IoWait, long Irq, long SoftIrq, long Steal)
{
    /// <summary>USER_HZ, the same on all architectures that Falcon supports.</summary>
    public const int TicksPerSecond = 100;

    /// <summary>Time spent working. Stolen time is the hypervisor's and does not count.</summary>
    public long Busy => InThreads + Irq + SoftIrq;

    /// <summary>Time spent in threads, not in interrupts.</summary>
    public long InThreads => User + Nice + System;

    /// <summary>All time.</summary>
    public long Total => Busy + Idle + IoWait + Steal;

    /// <summary>Stolen time as a share of all time; 0 if no time has passed.</summary>
    public double StealShare => Total == 0 ? 0 : (double)Steal / Total;

    /// <summary>Converts ticks to seconds.</summary>
    public static double Seconds(long ticks) => (double)ticks / TicksPerSecond;

    /// <summary>The difference, counter by counter.</summary>
    public static CpuTimes operator -(CpuTimes a, CpuTimes b) => new(
        a.User - b.User, a.Nice - b.Nice, a.System - b.System, a.Idle - b.Idle,
        a.IoWait - b.IoWait, a.Irq - b.Irq, a.SoftIrq - b.SoftIrq, a.Steal - b.Steal);

    /// <summary>The sum, counter by counter.</summary>
    public static CpuTimes operator +(CpuTimes a, CpuTimes b) => a - (default(CpuTimes) - b);

    /// <summary>The sum, counter by counter.</summary>
    public static CpuTimes Add(CpuTimes left, CpuTimes right) => left + right;

    /// <summary>The difference, counter by counter.</summary>
    public static CpuTimes Subtract(CpuTimes left, CpuTimes right) => left - right;
}
