using System.Runtime.InteropServices;

namespace Falcon.Xsk.KernelPath;

/// <summary>What xsk/bpf/kernel_path.bpf.c is loaded with: <c>path</c> of kernel_path_tables.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PathConstants
{
    public int FirstPort;
    public int Ports;
    public int Shunt;
    public int UplinkShunt;
    public ushort VxlanPort; // first byte on the wire first
    private readonly ushort _zero;
    public int Workers;
    public ulong Secret;
}
