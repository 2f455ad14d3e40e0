using System.Globalization;

namespace Falcon.Control.Billing;

/// <summary>
/// What a CPU did outside of all threads, from /proc/stat (proc_stat(5)): an estimate, for the kernel mostly counts ticks, and of everything on that CPU.
/// Work of softirqs that ran on top of a worker's own system calls is in both this and the worker's CPU time.
/// </summary>
/// <param name="Cpu">The CPU.</param>
/// <param name="SoftirqSeconds">Softirqs: NAPI of the uplink and of the veths among them.</param>
/// <param name="IrqSeconds">Interrupts.</param>
/// <param name="StealSeconds">Time that the hypervisor gave to others.</param>
public sealed record KernelTime(int Cpu, double SoftirqSeconds, double IrqSeconds, double StealSeconds)
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on all architectures that Falcon runs on
    private const int Irq = 6, Softirq = 7, Steal = 8;

    /// <summary>All CPUs now.</summary>
    public static IReadOnlyList<KernelTime> Read() => Parse(File.ReadLines("/proc/stat"));

    /// <summary>The lines of single CPUs.</summary>
    public static IReadOnlyList<KernelTime> Parse(IEnumerable<string> lines) =>
    [
        .. lines.Select(line => line.Split(' '))
            .Where(fields => fields.Length > Steal && fields[0].StartsWith("cpu", StringComparison.Ordinal) && fields[0].Length > 3)
            .Select(fields => new KernelTime(
                int.Parse(fields[0].AsSpan(3), CultureInfo.InvariantCulture), Seconds(fields[Softirq]), Seconds(fields[Irq]), Seconds(fields[Steal]))),
    ];

    /// <summary>What came after <paramref name="earlier"/>.</summary>
    public static KernelTime operator -(KernelTime now, KernelTime earlier) => new(
        now.Cpu, now.SoftirqSeconds - earlier.SoftirqSeconds, now.IrqSeconds - earlier.IrqSeconds, now.StealSeconds - earlier.StealSeconds);

    private static double Seconds(string ticks) => long.Parse(ticks, CultureInfo.InvariantCulture) / TicksPerSecond;
}
