using System.Runtime.InteropServices;

namespace Falcon.Xsk.Programs;

/// <summary>struct throttle of xsk/bpf/throttles.h: one cache line, shared with the kernel.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct ThrottleEntry
{
    public long Until;
    public long Bunch;
    public long Pause;
}
