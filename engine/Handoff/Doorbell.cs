using Falcon.Xsk.Threads;


namespace Falcon.Engine.Handoff;

/// <summary>
/// Wakes a worker that sleeps; costs no system call while it is awake. The worker announces its sleep and then checks once more for work. A
/// sender publishes its work and then checks whether the worker sleeps. A full fence between the two steps on either side makes sure that
/// at least one of them sees the other. Thread-safe.
/// </summary>
public sealed class Doorbell : IDisposable
{
    private readonly EventFd _event = new();
    private int _asleep;

    /// <summary>The file descriptor that the worker blocks on; readable after a ring.</summary>
    public int Fd => _event.Fd;

    /// <summary>Worker: announces that it is about to block. Check for work after this call and before blocking.</summary>
    public void FallAsleep() => Interlocked.Exchange(ref _asleep, 1);

    /// <summary>Worker: announces that it no longer blocks.</summary>
    /// <param name="rung">Whether <see cref="Fd"/> was readable.</param>
    public void Wake(bool rung)
    {
        Volatile.Write(ref _asleep, 0);
        if (rung) _event.Drain();
    }

    /// <summary>Sender: call after publishing work. Of several senders, one makes the system call.</summary>
    public void Ring()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _asleep) != 0 && Interlocked.Exchange(ref _asleep, 0) != 0) _event.Signal();
    }

    /// <summary>Wakes the worker even if it has not announced its sleep; used to end it.</summary>
    public void RingAlways() => _event.Signal();

    /// <inheritdoc/>
    public void Dispose() => _event.Dispose();
}
