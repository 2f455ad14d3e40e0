using System.Runtime.InteropServices;

namespace Falcon.Xsk.Packets;

/// <summary>struct share of xsk/bpf/ring_guard.bpf.c: a port's part of a packet ring. The daemon writes the second cache line.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct RingShare
{
    /// <summary>What the filter accepted.</summary>
    [FieldOffset(0)]
    public RingAmount In;

    /// <summary>What the filter refused because the port had used up its share.</summary>
    [FieldOffset(16)]
    public RingAmount Refused;

    /// <summary>What was returned to the kernel.</summary>
    [FieldOffset(64)]
    public RingAmount Out;
}
