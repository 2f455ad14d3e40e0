using System.Globalization;

namespace Falcon.Bench.Scenarios.Machine;

/// <summary>A reading of /proc/stat (proc(5)): all CPUs together and each of them.</summary>
public sealed record ProcStat(CpuTimes All, IReadOnlyDictionary<int, CpuTimes> Cpus)
{
    /// <summary>The sum of the CPUs. The kernel rounds its own sum, so that it may differ from the sum of its parts.</summary>
    public CpuTimes Sum => Cpus.Values.Aggregate(default(CpuTimes), (sum, cpu) => sum + cpu);

    public static ProcStat Read() => Parse(File.ReadAllText("/proc/stat"));

    /// <exception cref="FormatException">The text does not have the format of proc(5).</exception>
    public static ProcStat Parse(string text)
    {
        CpuTimes? all = null;
        var cpus = new Dictionary<int, CpuTimes>();
        foreach (string line in text.Split('\n'))
        {
            if (!line.StartsWith("cpu", StringComparison.Ordinal))
                continue;
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[0] == "cpu")
                all = ParseTimes(fields);
            else
                cpus[int.Parse(fields[0].AsSpan(3), CultureInfo.InvariantCulture)] = ParseTimes(fields);
        }

        return new ProcStat(all ?? throw new FormatException("/proc/stat has no line that starts with \"cpu\""), cpus);
    }

    /// <summary>What happened since <paramref name="earlier"/>. Leaves out CPUs that did not exist then.</summary>
    public ProcStat Since(ProcStat earlier) => new(
        All - earlier.All,
        Cpus.Where(cpu => earlier.Cpus.ContainsKey(cpu.Key)).ToDictionary(cpu => cpu.Key, cpu => cpu.Value - earlier.Cpus[cpu.Key]));

    private static CpuTimes ParseTimes(string[] fields)
    {
        if (fields.Length < 9)
            throw new FormatException($"/proc/stat: {fields[0]} has {fields.Length - 1} counters, at least 8 were expected");
        long At(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
        return new CpuTimes(At(1), At(2), At(3), At(4), At(5), At(6), At(7), At(8));
    }
}
