using System.Globalization;

namespace Falcon.Xsk.Threads;

/// <summary>A reading of /proc/stat (proc_stat(5)): all CPUs together, and each of them.</summary>
/// <param name="All">The kernel's own sum.</param>
/// <param name="Cpus">The times by CPU number.</param>
public sealed record ProcStat(CpuTimes All, IReadOnlyDictionary<int, CpuTimes> Cpus)
{
    /// <summary>The sum of the CPUs. The kernel rounds its own sum, so it may differ from the sum of its parts.</summary>
    public CpuTimes Sum => Cpus.Values.Aggregate(default(CpuTimes), (sum, cpu) => sum + cpu);

    /// <summary>Reads the present times. Any thread.</summary>
    public static ProcStat Read() => Parse(File.ReadLines("/proc/stat"));

    /// <summary>Parses the lines of CPUs. Leaves out guest times, which user and nice include.</summary>
    /// <exception cref="FormatException">The lines do not have the format of proc_stat(5).</exception>
    public static ProcStat Parse(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        CpuTimes? all = null;
        var cpus = new Dictionary<int, CpuTimes>();

        // The lines of CPUs come first; the one of all interrupts is long.
        foreach (string line in lines.TakeWhile(line => line.StartsWith("cpu", StringComparison.Ordinal)))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[0] == "cpu") all = TimesOf(fields);
            else cpus[int.Parse(fields[0].AsSpan(3), CultureInfo.InvariantCulture)] = TimesOf(fields);
        }

        return new ProcStat(all ?? throw new FormatException("/proc/stat does not begin with \"cpu\""), cpus);
    }

    /// <summary>The difference to an <paramref name="earlier"/> reading. Leaves out CPUs that did not exist then.</summary>
    public ProcStat Since(ProcStat earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new ProcStat(
            All - earlier.All,
            Cpus.Where(cpu => earlier.Cpus.ContainsKey(cpu.Key)).ToDictionary(cpu => cpu.Key, cpu => cpu.Value - earlier.Cpus[cpu.Key]));
    }

    private static CpuTimes TimesOf(string[] fields)
    {
        if (fields.Length < 9)
            throw new FormatException($"/proc/stat: {fields[0]} has {fields.Length - 1} counters, at least 8 were expected");
        long At(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
        return new CpuTimes(At(1), At(2), At(3), At(4), At(5), At(6), At(7), At(8));
    }
}
