using System.Runtime.InteropServices;

namespace Falcon.Xsk;

/// <summary>
/// Ends a long system call of the thread that creates it with EINTR: a signal that nobody else listens to (SIGCONT) for that thread alone,
/// tgkill(2). The call must be one that signals interrupt, and its thread must be in it or check a flag that is set before.
/// </summary>
public sealed class ThreadInterrupt : IDisposable
{
    private const int ContinueSignal = 18; // SIGCONT, asm-generic/signal.h

    private readonly int _thread = LibcExtra.gettid();
    private readonly PosixSignalRegistration _registration =
        PosixSignalRegistration.Create((PosixSignal)ContinueSignal, context => context.Cancel = true);

    /// <summary>Interrupts the thread; from any other.</summary>
    public void Send() => _ = LibcExtra.tgkill(Environment.ProcessId, _thread, ContinueSignal);

    /// <summary>Stops listening to the signal, which then has no effect.</summary>
    public void Dispose() => _registration.Dispose();
}
