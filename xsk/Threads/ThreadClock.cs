using System.Diagnostics;
using Falcon.Xsk.Native;
using Tmds.Linux;

namespace Falcon.Xsk.Threads;

/// <summary>The two clocks for bills (clock_gettime(2)).</summary>
public static class ThreadClock
{
    private static readonly long s_nanosecondsPerTick = 1_000_000_000 / Stopwatch.Frequency;

    /// <summary>CLOCK_MONOTONIC in nanoseconds. Read without entering the kernel; comparable between threads.</summary>
    public static long MonotonicNanoseconds() => Stopwatch.GetTimestamp() * s_nanosecondsPerTick;

    /// <summary>CPU time of the calling thread in nanoseconds, user and kernel; CLOCK_THREAD_CPUTIME_ID. A system call.</summary>
    public static unsafe long CpuNanoseconds()
    {
        timespec time;
        _ = LibcExtra.clock_gettime(LibcExtra.CLOCK_THREAD_CPUTIME_ID, &time);
        return Nanoseconds(time);
    }

    /// <summary>The calling thread's id, for <see cref="CpuNanosecondsOf"/> (gettid(2)).</summary>
    public static int CurrentThread => LibcExtra.gettid();

    /// <summary>CPU time of another thread of this process in nanoseconds, up to now. A system call; any thread.</summary>
    /// <returns>Null when the thread is gone.</returns>
    public static unsafe long? CpuNanosecondsOf(int thread)
    {
        timespec time;
        int clock = ~thread << 3 | LibcExtra.CPUCLOCK_PERTHREAD_SCHED; // as in pthread_getcpuclockid(3)
        return LibcExtra.clock_gettime(clock, &time) == 0 ? Nanoseconds(time) : null;
    }

    private static long Nanoseconds(timespec time) => (long)time.tv_sec * 1_000_000_000 + (long)time.tv_nsec;
}
