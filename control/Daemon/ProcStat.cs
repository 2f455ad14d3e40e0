using System.Globalization;

namespace Falcon.Control.Daemon;

/// <summary>How the kernel counts the time of single CPUs: /proc/stat (proc_stat(5)).</summary>
internal static class ProcStat
{
    /// <summary>Ticks a second: USER_HZ, the same on all architectures that Falcon runs on.</summary>
    public const int TicksPerSecond = 100;

    /// <summary>Columns of a CPU, counted from 0.</summary>
    public const int Idle = 3, IoWait = 4, Irq = 5, Softirq = 6, Steal = 7;

    /// <summary>All CPUs now.</summary>
    public static IEnumerable<(int Cpu, long[] Ticks)> Read() => Parse(File.ReadLines("/proc/stat"));

    /// <summary>The lines of single CPUs: user, nice, system and the columns named here; those of guests, which are in user and nice, are left out.</summary>
    public static IEnumerable<(int Cpu, long[] Ticks)> Parse(IEnumerable<string> lines) => lines
        .TakeWhile(line => line.StartsWith("cpu", StringComparison.Ordinal)) // they come first, and the line of all interrupts is long
        .Select(line => line.Split(' '))
        .Where(fields => fields.Length > Steal + 1 && fields[0].Length > 3)
        .Select(fields => (Number(fields[0].AsSpan(3)), fields[1..(Steal + 2)].Select(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)).ToArray()));

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
