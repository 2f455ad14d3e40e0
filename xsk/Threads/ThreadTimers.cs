using Falcon.Xsk.Native;

namespace Falcon.Xsk.Threads;

/// <summary>How exactly the calling thread's waits end (prctl(2), PR_SET_TIMERSLACK).</summary>
public static class ThreadTimers
{
    private const int SetTimerSlack = 29; // linux/prctl.h

    /// <summary>
    /// Makes waits with a timeout end on time. By default the kernel may be 50 µs late, to end several waits with one interrupt.
    /// </summary>
    public static void Sharpen() => Errno.Check(LibcExtra.prctl(SetTimerSlack, 1), "set the timer slack of a thread");
}
