using Falcon.Xsk.Threads;


namespace Falcon.Engine.Handoff;

/// <summary>
/// Wakes a worker that sleeps, and costs no system call while it is awake. The worker announces its sleep and then looks once more for
/// work; a sender publishes its work and then looks whether the worker sleeps. A full fence between the two on either side makes sure that
/// at least one of them sees the other. Thread-safe.
/// </summary>
public sealed class Doorbell : IDisposable
{
    private readonly EventFd _event = new();
    private int _asleep;

    /// <summary>Readable when it was rung; what the worker blocks on.</summary>
    public int Fd => _event.Fd;

    /// <summary>Worker: is about to block. Look for work after this call and before blocking.</summary>
    public void FallAsleep() => Interlocked.Exchange(ref _asleep, 1);

    /// <summary>Worker: no longer blocks.</summary>
    /// <param name="rung">Whether <see cref="Fd"/> was readable.</param>
    public void Wake(bool rung)
    {
        Volatile.Write(ref _asleep, 0);
        if (rung) _event.Drain();
    }

    /// <summary>Sender: has published work. Of several senders one makes the system call.</summary>
    public void Ring()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _asleep) != 0 && Interlocked.Exchange(ref _asleep, 0) != 0) _event.Signal();
    }

    /// <summary>Wakes the worker whether it sleeps or not; when it is to end.</summary>
    public void RingAlways() => _event.Signal();

    /// <inheritdoc/>
    public void Dispose() => _event.Dispose();
}
