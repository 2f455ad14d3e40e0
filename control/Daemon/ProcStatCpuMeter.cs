using System.Globalization;
using Falcon.Engine.Balancing;

namespace Falcon.Control.Daemon;

/// <summary>How busy the CPUs are, from <c>/proc/stat</c> (proc_stat(5)): all columns but idle, iowait and those of guests, which are counted twice.</summary>
internal sealed class ProcStatCpuMeter : ICpuMeter
{
    private const long NanosecondsPerTick = 10_000_000; // USER_HZ is 100 on every architecture that .NET runs on
    private const int Columns = 8, Idle = 3, IoWait = 4;

    /// <inheritdoc/>
    public bool TryRead(IReadOnlyList<int> cpus, Span<long> busy)
    {
        busy.Clear();
        int found = 0;
        foreach (string line in File.ReadLines("/proc/stat").TakeWhile(line => line.StartsWith("cpu", StringComparison.Ordinal)))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!int.TryParse(words[0].AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int cpu)) continue;
            for (int i = 0; i < cpus.Count; i++)
            {
                if (cpus[i] != cpu) continue;
                busy[i] = BusyTicks(words.AsSpan(1)) * NanosecondsPerTick;
                found++;
            }
        }

        return found == cpus.Count;
    }

    private static long BusyTicks(ReadOnlySpan<string> columns)
    {
        long ticks = 0;
        for (int column = 0; column < Math.Min(Columns, columns.Length); column++)
        {
            if (column is not (Idle or IoWait)) ticks += long.Parse(columns[column], CultureInfo.InvariantCulture);
        }

        return ticks;
    }
}
