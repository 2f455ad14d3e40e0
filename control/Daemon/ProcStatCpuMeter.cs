using Falcon.Engine.Balancing;

namespace Falcon.Control.Daemon;

/// <summary>How busy the CPUs are, from <see cref="ProcStat"/>: all that is neither idle nor iowait.</summary>
internal sealed class ProcStatCpuMeter : ICpuMeter
{
    private const long NanosecondsPerTick = 1_000_000_000 / ProcStat.TicksPerSecond;

    /// <inheritdoc/>
    public bool TryRead(IReadOnlyList<int> cpus, Span<long> busy)
    {
        Dictionary<int, long[]> all = ProcStat.Read().ToDictionary(row => row.Cpu, row => row.Ticks);
        for (int i = 0; i < cpus.Count; i++)
        {
            if (!all.TryGetValue(cpus[i], out long[]? ticks)) return false;
            busy[i] = (ticks.Sum() - ticks[ProcStat.Idle] - ticks[ProcStat.IoWait]) * NanosecondsPerTick;
        }

        return true;
    }
}
