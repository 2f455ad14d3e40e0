using System.Text;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Falcon.Xsk.Native;

/// <summary>Small files that a privileged process trusts: nobody else can have written or replaced them.</summary>
public static unsafe class TrustedFile
{
    private const int OwnerOnly = 0x180; // rw-------

    /// <summary>Reads a file.</summary>
    /// <exception cref="XskException">
    /// There is no file, or it is a link, not a regular file, another user's, or writable by others.
    /// </exception>
    public static string ReadAllText(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using SafeFileHandle file = Open(path, LibC.O_RDONLY | LibC.O_NONBLOCK, 0);
        if (FaultOf(FileStatus.Of(file)) is { } fault)
            throw new XskException($"{path} {fault}");
        using var reader = new StreamReader(new FileStream(file, FileAccess.Read), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Writes a file that only its owner may read. Replaces whatever is at the path; follows no link.</summary>
    /// <exception cref="XskException">It cannot be created.</exception>
    public static void WriteAllText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        File.Delete(path);
        using SafeFileHandle file = Open(path, LibC.O_WRONLY | LibC.O_CREAT | LibC.O_EXCL, OwnerOnly);
        RandomAccess.Write(file, Encoding.UTF8.GetBytes(text), 0);
    }

    private static string? FaultOf(FileStatus status)
    {
        if (!status.IsRegular)
            return "is not a regular file";
        if (status.Owner != 0 && status.Owner != (uint)LibC.geteuid())
            return $"belongs to user {status.Owner}";
        if (status.IsWritableByOthers)
            return "is writable by others than its owner";
        return status.Links == 1 ? null : "has several hard links";
    }

    private static SafeFileHandle Open(string path, int flags, int mode)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
            return OwnedFd.Take(LibC.open(name, flags | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, (mode_t)mode), $"open {path}");
    }
}
