using System.Runtime.InteropServices;
using Falcon.Xsk.Native;

namespace Falcon.Xsk.Threads;

/// <summary>
/// Ends a long system call of the thread that creates this object with EINTR: sends that thread a signal that nobody else uses (SIGCONT,
/// tgkill(2)). Signals must interrupt the call, and the thread must be in it or check a flag that is set before.
/// </summary>
public sealed class ThreadInterrupt : IDisposable
{
    private const int ContinueSignal = 18; // SIGCONT, asm-generic/signal.h

    private readonly int _thread = LibcExtra.gettid();
    private readonly PosixSignalRegistration _registration =
        PosixSignalRegistration.Create((PosixSignal)ContinueSignal, context => context.Cancel = true);

    /// <summary>Interrupts the thread. Called from another thread.</summary>
    public void Send() => _ = LibcExtra.tgkill(Environment.ProcessId, _thread, ContinueSignal);

    /// <summary>Stops handling the signal, which then has no effect.</summary>
    public void Dispose() => _registration.Dispose();
}
