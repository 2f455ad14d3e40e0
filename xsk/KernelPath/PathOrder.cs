using System.Runtime.InteropServices;

namespace Falcon.Xsk.KernelPath;

/// <summary>struct path_order of xsk/bpf/kernel_path_left.h, shared with the programs.</summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal struct PathOrder
{
    public uint Left;
    public uint Since;
    public uint First;
    public int Least;
    public uint Stuck;
}
