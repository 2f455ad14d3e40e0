using System.Runtime.InteropServices;

namespace Falcon.Xsk.Programs;

/// <summary>struct hold of xsk/bpf/port_holds.h: one cache line, shared with the kernel.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct PortHold
{
    public long Pause;
    public long Next;
    public long Frames;
    public long Bytes;
}
