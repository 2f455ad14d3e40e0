using System.Runtime.InteropServices;

namespace Falcon.Xsk;

/// <summary>Functions of the C library that Tmds.LibC lacks and the AF_XDP half needs.</summary>
internal static unsafe partial class CLibrary
{
    private const string Library = "libc";

    /// <summary>vsnprintf(3), to read the messages that libbpf hands to its print callback.</summary>
    [LibraryImport(Library, EntryPoint = "vsnprintf")]
    public static partial int Format(byte* buffer, nuint size, byte* format, void* arguments);

    /// <summary>if_indextoname(3), in the calling thread's network namespace; null when there is no such device.</summary>
    [LibraryImport(Library, EntryPoint = "if_indextoname")]
    public static partial byte* DeviceName(uint ifIndex, byte* name);

    /// <summary>setrlimit(2).</summary>
    [LibraryImport(Library, EntryPoint = "setrlimit")]
    public static partial int SetLimit(int resource, ulong* softAndHard);
}
