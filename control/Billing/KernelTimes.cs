using Falcon.Api;
using Falcon.Xsk.Threads;

namespace Falcon.Control.Billing;

/// <summary>Reads <see cref="KernelTime"/> from /proc/stat.</summary>
internal static class KernelTimes
{
    /// <summary>The times of all CPUs now.</summary>
    public static IReadOnlyList<KernelTime> Read() => Of(ProcStat.Read());

    /// <summary>Reads the lines of single CPUs.</summary>
    public static IReadOnlyList<KernelTime> Parse(IEnumerable<string> lines) => Of(ProcStat.Parse(lines));

    private static IReadOnlyList<KernelTime> Of(ProcStat stat) => [.. stat.Cpus.OrderBy(cpu => cpu.Key).Select(cpu =>
        new KernelTime(cpu.Key, CpuTimes.Seconds(cpu.Value.SoftIrq), CpuTimes.Seconds(cpu.Value.Irq), CpuTimes.Seconds(cpu.Value.Steal)))];
}
