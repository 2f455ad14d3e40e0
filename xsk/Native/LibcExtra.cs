using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Falcon.Xsk.Native;

/// <summary>System calls that Tmds.LibC lacks, or offers without <c>errno</c> (ppoll).</summary>
internal static unsafe partial class LibcExtra
{
    private const string Library = "libc";

    // linux/sockios.h, linux/nsfs.h
    public const int SIOCETHTOOL = 0x8946;
    public const int NS_GET_NSTYPE = 0xb703;

    // time.h
    public const int CLOCK_THREAD_CPUTIME_ID = 3;

    // linux/posix-timers.h: CPUCLOCK_PERTHREAD_MASK | CPUCLOCK_SCHED
    public const int CPUCLOCK_PERTHREAD_SCHED = 6;

    /// <summary>recvmmsg(2): receives up to <paramref name="count"/> messages. Returns how many, or -1 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int recvmmsg(int socket, mmsghdr* messages, uint count, int flags, timespec* timeout);

    /// <summary>sendmmsg(2): returns how many messages were sent, or -1 and errno when the first could not be sent.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int sendmmsg(int socket, mmsghdr* messages, uint count, int flags);

    /// <summary>ppoll(2) without a signal mask.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int ppoll(pollfd* fds, ulong count, timespec* timeout, void* signalMask);

    /// <summary>clock_gettime(2).</summary>
    // Needs no GC transition: it reads a counter in 0.1 to 0.3 µs, never blocks and never calls back.
    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int clock_gettime(int clock, timespec* time);

    /// <summary>sched_yield(2); never fails.</summary>
    [LibraryImport(Library)]
    public static partial int sched_yield();

    /// <summary>statx(2): returns 0, or -1 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int statx(int directory, byte* path, int flags, uint mask, void* status);

    /// <summary>prctl(2) with one argument.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int prctl(int option, ulong argument);

    /// <summary>gettid(2): the thread id of the calling thread.</summary>
    [LibraryImport(Library)]
    public static partial int gettid();

    /// <summary>tgkill(2): sends a signal to one thread.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int tgkill(int process, int thread, int signal);
}
