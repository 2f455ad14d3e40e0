using Microsoft.Win32.SafeHandles;

namespace Falcon.Xsk.Native;

/// <summary>Descriptors with an owner: closed on disposal, otherwise by the finaliser.</summary>
internal static class OwnedFd
{
    /// <summary>Owns the descriptor that a system call returned, or throws when it is -1.</summary>
    public static SafeFileHandle Take(int result, string attempt) => new(Errno.Check(result, attempt), ownsHandle: true);

    /// <summary>The descriptor's number.</summary>
    /// <exception cref="ObjectDisposedException">It is closed; its number may belong to another file now.</exception>
    public static int Number(this SafeFileHandle handle)
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, handle);
        return (int)handle.DangerousGetHandle();
    }
}
