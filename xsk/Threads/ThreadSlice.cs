using System.Runtime.InteropServices;
using Falcon.Xsk.Native;
using Tmds.Linux;

namespace Falcon.Xsk.Threads;

/// <summary>
/// How long the scheduler lets the calling thread run before it looks for another one (sched_setattr(2),
/// Documentation/scheduler/sched-eevdf.rst).
/// </summary>
public static unsafe class ThreadSlice
{
    // asm/unistd.h; the numbers differ between architectures, and Tmds.LibC lacks them.
    private static readonly (int Set, int Get) s_call =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? (274, 275) : (314, 315);

    /// <summary>
    /// Asks for a slice for this thread. A thread with a short slice gets no larger part of its CPU, but runs sooner after it wakes:
    /// otherwise it would wait for the kernel's usual slice of some milliseconds. Linux 6.12 and later; older kernels ignore it.
    /// </summary>
    /// <param name="length">From 100 µs to 100 ms; the kernel takes the nearest.</param>
    public static void Request(TimeSpan length)
    {
        SchedAttributes attributes = default;
        Errno.Check((int)LibC.syscall(s_call.Get, 0, &attributes, sizeof(SchedAttributes), 0), "read how a thread is scheduled");
        attributes.Runtime = (ulong)length.TotalNanoseconds;
        Errno.Check((int)LibC.syscall(s_call.Set, 0, &attributes, 0), "set the slice of a thread");
    }

    /// <summary>
    /// Lets other threads run that are waiting for this CPU (sched_yield(2)). Cheaper than <see cref="Thread.Yield"/>, which goes through
    /// the runtime.
    /// </summary>
    public static void GiveUp() => _ = LibcExtra.sched_yield();

    /// <summary>struct sched_attr, version 0: linux/sched/types.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SchedAttributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}
