using System.Runtime.InteropServices;

namespace Falcon.Xsk.KernelPath;

/// <summary>struct path_entry of xsk/bpf/kernel_path_tables.h: one cache line, shared with the programs.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct PathEntry
{
    public long Generation;
    public long Seen;
    public uint Vni;
    public PathPort.MacBytes Mac;
    public ushort Mtu;
    public int Overlay;
    public int Target;
    public int Remote;
}
