using System.Runtime.InteropServices;

namespace Falcon.Xsk.Native;

/// <summary>struct sockaddr_xdp of linux/if_xdp.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpSocketAddress
{
    public ushort Family;
    public ushort Flags;
    public uint IfIndex;
    public uint Queue;
    public uint SharedUmemFd;
}

/// <summary>struct xdp_umem_reg of linux/if_xdp.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpUmemRegistration
{
    public ulong Address;
    public ulong Length;
    public uint ChunkSize;
    public uint Headroom;
    public uint Flags;
    public uint TxMetadataLength; // kernel 6.8; older kernels accept the struct too
}

/// <summary>struct xdp_ring_offset of linux/if_xdp.h: where the parts of a ring are in its mapping, in bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpRingOffset
{
    public ulong Producer;
    public ulong Consumer;
    public ulong Descriptors;
    public ulong Flags;
}

/// <summary>struct xdp_mmap_offsets of linux/if_xdp.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpMmapOffsets
{
    public XdpRingOffset Rx;
    public XdpRingOffset Tx;
    public XdpRingOffset Fill;
    public XdpRingOffset Completion;
}
