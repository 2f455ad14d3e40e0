using Tmds.Linux;

namespace Falcon.Xsk;

/// <summary>How the calling thread shares its CPU with others; sched_yield(2).</summary>
public static class ThreadScheduling
{
    /// <summary>Lets every other runnable thread of this CPU go first; returns at once when there is none.</summary>
    public static void Yield() => _ = LibC.sched_yield();
}
