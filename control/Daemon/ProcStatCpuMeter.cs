using Falcon.Engine.Balancing;

namespace Falcon.Control.Daemon;

/// <summary>
/// How long the CPUs were idle, from <see cref="ProcStat"/>. The kernel measures idle time (get_idle_time of fs/proc/stat.c); it only
/// samples the other times, once per tick.
/// </summary>
internal sealed class ProcStatCpuMeter : ICpuMeter
{
    private const long NanosecondsPerTick = 1_000_000_000 / ProcStat.TicksPerSecond;

    /// <inheritdoc/>
    public bool TryRead(IReadOnlyList<int> cpus, Span<long> idle)
    {
        var all = ProcStat.Read().ToDictionary(row => row.Cpu, row => row.Ticks);
        for (int i = 0; i < cpus.Count; i++)
        {
            if (!all.TryGetValue(cpus[i], out long[]? ticks)) return false;
            idle[i] = (ticks[ProcStat.Idle] + ticks[ProcStat.IoWait]) * NanosecondsPerTick;
        }

        return true;
    }
}
