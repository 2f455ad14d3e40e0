using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Falcon.Xsk.Native;

/// <summary>The type and owner of a file (statx(2)).</summary>
/// <param name="Owner">The owner's user id.</param>
/// <param name="Mode">Type and permissions (st_mode, inode(7)).</param>
/// <param name="Links">How many hard links it has.</param>
public readonly record struct FileStatus(uint Owner, int Mode, uint Links)
{
    private const int AT_FDCWD = -100, AT_EMPTY_PATH = 0x1000; // linux/fcntl.h
    private const uint STATX_BASIC_STATS = 0x7ff; // linux/stat.h
    private const int TypeMask = 0xf000, Regular = 0x8000, SocketType = 0xc000, WritableByOthers = 0x12;

    /// <summary>Whether it is a regular file.</summary>
    public bool IsRegular => (Mode & TypeMask) == Regular;

    /// <summary>Whether it is a unix socket.</summary>
    public bool IsSocket => (Mode & TypeMask) == SocketType;

    /// <summary>Whether its group or everybody may write to it.</summary>
    public bool IsWritableByOthers => (Mode & WritableByOthers) != 0;

    /// <summary>The status of the file at a path; follows links. Never blocks, although opening the file might.</summary>
    /// <returns>Null when there is no file or it may not be examined.</returns>
    public static unsafe FileStatus? Find(string path)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
            return Read(AT_FDCWD, name, 0);
    }

    /// <summary>The status of an open file.</summary>
    /// <exception cref="XskException">The kernel refuses.</exception>
    public static unsafe FileStatus Of(SafeFileHandle file)
    {
        byte empty = 0;
        return Read(file.Number(), &empty, AT_EMPTY_PATH) ?? throw Errno.Exception("statx", Errno.Last);
    }

    private static unsafe FileStatus? Read(int directory, byte* path, int flags)
    {
        byte* buffer = stackalloc byte[256]; // struct statx, linux/stat.h
        if (LibcExtra.statx(directory, path, flags, STATX_BASIC_STATS, buffer) != 0)
            return null;
        var status = new ReadOnlySpan<byte>(buffer, 256);
        return new FileStatus(
            Owner: MemoryMarshal.Read<uint>(status[20..]),
            Mode: MemoryMarshal.Read<ushort>(status[28..]),
            Links: MemoryMarshal.Read<uint>(status[16..]));
    }
}
