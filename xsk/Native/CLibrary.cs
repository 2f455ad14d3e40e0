using System.Runtime.InteropServices;

namespace Falcon.Xsk.Native;

/// <summary>C library functions that Tmds.LibC lacks.</summary>
internal static unsafe partial class CLibrary
{
    private const string Library = "libc";

    /// <summary>vsnprintf(3): formats the messages that libbpf passes to its print callback.</summary>
    [LibraryImport(Library, EntryPoint = "vsnprintf")]
    public static partial int Format(byte* buffer, nuint size, byte* format, void* arguments);

    /// <summary>if_indextoname(3), in the calling thread's network namespace. Null when there is no such device.</summary>
    [LibraryImport(Library, EntryPoint = "if_indextoname")]
    public static partial byte* DeviceName(uint ifIndex, byte* name);

    /// <summary>setrlimit(2).</summary>
    [LibraryImport(Library, EntryPoint = "setrlimit")]
    public static partial int SetLimit(int resource, ulong* softAndHard);
}
