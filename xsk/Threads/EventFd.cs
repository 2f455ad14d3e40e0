using Falcon.Xsk.Native;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Falcon.Xsk.Threads;

/// <summary>
/// A wake-up that one thread polls (<see cref="FdPoller"/>) and any thread may send (eventfd(2), non-blocking). Several signals before a
/// <see cref="Drain"/> count as one. Thread-safe.
/// </summary>
public sealed class EventFd : IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <summary>Creates the descriptor, not signalled.</summary>
    /// <exception cref="XskException">The process has no free descriptor.</exception>
    public EventFd() => _handle = OwnedFd.Take(LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK), "create an eventfd");

    /// <summary>The descriptor; readable while signalled.</summary>
    public int Fd => _handle.Number();

    /// <summary>Makes <see cref="Fd"/> readable.</summary>
    public unsafe void Signal()
    {
        ulong one = 1;
        // EAGAIN: the counter is full, so it is already signalled.
        _ = LibC.write(Fd, &one, sizeof(ulong));
    }

    /// <summary>Clears all signals. Never blocks.</summary>
    public unsafe void Drain()
    {
        ulong count;
        _ = LibC.read(Fd, &count, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
