using Falcon.Engine.Balancing;
using Falcon.Xsk.Threads;

namespace Falcon.Control.Daemon;

/// <summary>
/// How long the CPUs were idle, from <see cref="ProcStat"/>. The kernel measures idle time (get_idle_time of fs/proc/stat.c); it only
/// samples the other times, once per tick.
/// </summary>
internal sealed class ProcStatCpuMeter : ICpuMeter
{
    private const long NanosecondsPerTick = 1_000_000_000 / CpuTimes.TicksPerSecond;

    /// <inheritdoc/>
    public bool TryRead(IReadOnlyList<int> cpus, Span<long> idle)
    {
        IReadOnlyDictionary<int, CpuTimes> all = ProcStat.Read().Cpus;
        for (int i = 0; i < cpus.Count; i++)
        {
            if (!all.TryGetValue(cpus[i], out CpuTimes times)) return false;
            idle[i] = (times.Idle + times.IoWait) * NanosecondsPerTick;
        }

        return true;
    }
}
