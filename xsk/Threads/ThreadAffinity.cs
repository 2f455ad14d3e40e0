using Falcon.Xsk.Native;
using Tmds.Linux;

namespace Falcon.Xsk.Threads;

/// <summary>On which CPUs the calling thread may run (sched_setaffinity(2)). Not limited to 64 or 1,024 CPUs.</summary>
public static class ThreadAffinity
{
    private const int BitsPerWord = 64;

    // CONFIG_NR_CPUS is at most 8,192. The kernel ignores bits above its own limit.
    private const int MaxWords = 8192 / BitsPerWord;

    /// <summary>Binds the calling thread to one CPU. Do not call it on a thread of the thread pool.</summary>
    /// <param name="cpu">The CPU's number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">No machine has a CPU of that number.</exception>
    /// <exception cref="XskException">
    /// This machine has no such CPU, or the process may not use it; the message lists the CPUs that it may use.
    /// </exception>
    public static unsafe void Pin(int cpu)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cpu);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cpu, MaxWords * BitsPerWord);
        ulong* mask = stackalloc ulong[MaxWords];
        new Span<ulong>(mask, MaxWords).Clear();
        mask[cpu / BitsPerWord] = 1UL << (cpu % BitsPerWord);
        if (LibC.sched_setaffinity(0, (size_t)(MaxWords * sizeof(ulong)), (cpu_set_t*)mask) == 0)
            return;
        int errno = Errno.Last;
        throw Errno.Exception($"pin a thread to CPU {cpu} (allowed: {string.Join(", ", AllowedCpus())})", errno);
    }

    /// <summary>
    /// The CPUs that the calling thread may run on, ascending. If it is not pinned, the CPUs of the process and its cpuset.
    /// </summary>
    public static unsafe IReadOnlyList<int> AllowedCpus()
    {
        ulong* mask = stackalloc ulong[MaxWords];
        new Span<ulong>(mask, MaxWords).Clear();
        Errno.Check(LibC.sched_getaffinity(0, (size_t)(MaxWords * sizeof(ulong)), (cpu_set_t*)mask), "read the CPUs a thread may use");
        var cpus = new List<int>();
        for (int cpu = 0; cpu < MaxWords * BitsPerWord; cpu++)
        {
            if ((mask[cpu / BitsPerWord] >> (cpu % BitsPerWord) & 1) != 0)
                cpus.Add(cpu);
        }

        return cpus;
    }
}
