namespace Falcon.Control.Cgroups;

/// <summary>So much CPU time per period, as the kernel's CFS bandwidth control has it (Documentation/scheduler/sched-bwc.rst).</summary>
/// <param name="Quota">Microseconds; null for no limit.</param>
/// <param name="Period">Microseconds.</param>
public readonly record struct CpuLimit(long? Quota, long Period);
