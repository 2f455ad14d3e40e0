using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Falcon.Xsk;

/// <summary>What kind of file something is, and whose; statx(2).</summary>
/// <param name="Owner">The user's number.</param>
/// <param name="Mode">Type and permissions (st_mode, inode(7)).</param>
/// <param name="Links">How many names it has.</param>
public readonly record struct FileStatus(uint Owner, int Mode, uint Links)
{
    private const int AT_FDCWD = -100, AT_EMPTY_PATH = 0x1000; // linux/fcntl.h
    private const uint STATX_BASIC_STATS = 0x7ff; // linux/stat.h
    private const int TypeMask = 0xf000, Regular = 0x8000, SocketType = 0xc000, WritableByOthers = 0x12;

    /// <summary>A plain file.</summary>
    public bool IsRegular => (Mode & TypeMask) == Regular;

    /// <summary>A unix socket.</summary>
    public bool IsSocket => (Mode & TypeMask) == SocketType;

    /// <summary>Whether its group or everybody may write to it.</summary>
    public bool IsWritableByOthers => (Mode & WritableByOthers) != 0;

    /// <summary>The file behind a path, links followed. Never blocks, where opening it might.</summary>
    /// <returns>Null when there is none, or it may not be looked at.</returns>
    public static unsafe FileStatus? Find(string path)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
            return Read(AT_FDCWD, name, 0);
    }

    /// <summary>An open file.</summary>
    /// <exception cref="XskException">The kernel does not tell.</exception>
    public static unsafe FileStatus Of(SafeFileHandle file)
    {
        byte empty = 0;
        return Read(file.Number(), &empty, AT_EMPTY_PATH) ?? throw Errno.Exception("statx", Errno.Last);
    }

    private static unsafe FileStatus? Read(int directory, byte* path, int flags)
    {
        var buffer = stackalloc byte[256]; // struct statx, linux/stat.h
        if (LibcExtra.statx(directory, path, flags, STATX_BASIC_STATS, buffer) != 0)
            return null;
        var status = new ReadOnlySpan<byte>(buffer, 256);
        return new FileStatus(
            Owner: MemoryMarshal.Read<uint>(status[20..]),
            Mode: MemoryMarshal.Read<ushort>(status[28..]),
            Links: MemoryMarshal.Read<uint>(status[16..]));
    }
}
