using Falcon.Api;
using Falcon.Control.Daemon;

namespace Falcon.Control.Billing;

/// <summary>Reads <see cref="KernelTime"/> from /proc/stat.</summary>
internal static class KernelTimes
{
    /// <summary>The times of all CPUs now.</summary>
    public static IReadOnlyList<KernelTime> Read() => [.. ProcStat.Read().Select(Of)];

    /// <summary>Reads the lines of single CPUs.</summary>
    public static IReadOnlyList<KernelTime> Parse(IEnumerable<string> lines) => [.. ProcStat.Parse(lines).Select(Of)];

    private static KernelTime Of((int Cpu, long[] Ticks) row) =>
        new(row.Cpu, Seconds(row.Ticks[ProcStat.Softirq]), Seconds(row.Ticks[ProcStat.Irq]), Seconds(row.Ticks[ProcStat.Steal]));

    private static double Seconds(long ticks) => (double)ticks / ProcStat.TicksPerSecond;
}
