using Microsoft.Win32.SafeHandles;

namespace Falcon.Xsk;

/// <summary>Descriptors with an owner: closed on disposal, or by the finaliser when that was forgotten.</summary>
internal static class OwnedFd
{
    /// <summary>Owns what a system call returned, or throws when that is -1.</summary>
    public static SafeFileHandle Take(int result, string attempt) => new(Errno.Check(result, attempt), ownsHandle: true);

    /// <summary>The descriptor's number.</summary>
    /// <exception cref="ObjectDisposedException">It was closed: its number may belong to something else by now.</exception>
    public static int Number(this SafeFileHandle handle)
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, handle);
        return (int)handle.DangerousGetHandle();
    }
}
