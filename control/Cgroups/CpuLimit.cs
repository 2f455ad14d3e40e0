namespace Falcon.Control.Cgroups;

/// <summary>A CPU time per period, as in the kernel's CFS bandwidth control (Documentation/scheduler/sched-bwc.rst).</summary>
/// <param name="Quota">Microseconds; null for no limit.</param>
/// <param name="Period">Microseconds.</param>
public readonly record struct CpuLimit(long? Quota, long Period);
