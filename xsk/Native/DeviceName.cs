using System.Runtime.InteropServices;

namespace Falcon.Xsk.Native;

/// <summary>Names of devices for messages.</summary>
internal static unsafe class DeviceName
{
    private const int LongestName = 16; // IFNAMSIZ, linux/if.h

    /// <summary>"eth1", or "device 7" when the calling thread's network namespace has no device of that index.</summary>
    public static string Of(int ifIndex)
    {
        byte* name = stackalloc byte[LongestName];
        return CLibrary.DeviceName((uint)ifIndex, name) != null ? Marshal.PtrToStringUTF8((nint)name)! : $"device {ifIndex}";
    }
}
