using System.Runtime.InteropServices;

namespace Falcon.Xsk.Packets;

/// <summary>
/// struct ring of xsk/bpf/ring_guard.bpf.c: what went into a packet ring and what came out. The kernel writes the second cache line.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct RingAccount
{
    /// <summary>The total room.</summary>
    [FieldOffset(0)]
    public RingAmount Capacity;

    /// <summary>What was returned to the kernel.</summary>
    [FieldOffset(16)]
    public RingAmount Out;

    /// <summary>The longest frame that fits a slot.</summary>
    [FieldOffset(32)]
    public long SlotBytes;

    /// <summary>What the filter accepted.</summary>
    [FieldOffset(64)]
    public RingAmount In;

    /// <summary>Frames refused because no virtio header describes them.</summary>
    [FieldOffset(80)]
    public long Indescribable;

    /// <summary>Frames refused because their device is not a port.</summary>
    [FieldOffset(88)]
    public long NoPort;
}
