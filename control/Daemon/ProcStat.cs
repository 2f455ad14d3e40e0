using System.Globalization;

namespace Falcon.Control.Daemon;

/// <summary>CPU times of single CPUs from /proc/stat (proc_stat(5)).</summary>
internal static class ProcStat
{
    /// <summary>Ticks per second: USER_HZ, the same on all architectures that Falcon supports.</summary>
    public const int TicksPerSecond = 100;

    /// <summary>Columns of a CPU's line, counted from 0.</summary>
    public const int Idle = 3, IoWait = 4, Irq = 5, Softirq = 6, Steal = 7;

    /// <summary>The times of all CPUs now.</summary>
    public static IEnumerable<(int Cpu, long[] Ticks)> Read() => Parse(File.ReadLines("/proc/stat"));

    /// <summary>
    /// The lines of single CPUs: user, nice, system and the columns named here. Leaves out guest times, which user and nice include.
    /// </summary>
    public static IEnumerable<(int Cpu, long[] Ticks)> Parse(IEnumerable<string> lines) => lines
        .TakeWhile(line => line.StartsWith("cpu", StringComparison.Ordinal)) // they come first, and the line of all interrupts is long
        .Select(line => line.Split(' '))
        .Where(fields => fields.Length > Steal + 1 && fields[0].Length > 3)
        .Select(fields => (Number(fields[0].AsSpan(3)), fields[1..(Steal + 2)].Select(Ticks).ToArray()));

    private static long Ticks(string field) => long.Parse(field, CultureInfo.InvariantCulture);

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
