namespace Falcon.Xsk.Native;

/// <summary>Constants of AF_XDP and XDP that Tmds.LibC lacks, under the kernel's names.</summary>
internal static class XdpConstants
{
    // linux/socket.h
    public const int AF_XDP = 44;
    public const int SOL_XDP = 283;

    // linux/if_xdp.h: socket options
    public const int XDP_MMAP_OFFSETS = 1;
    public const int XDP_RX_RING = 2;
    public const int XDP_TX_RING = 3;
    public const int XDP_UMEM_REG = 4;
    public const int XDP_UMEM_FILL_RING = 5;
    public const int XDP_UMEM_COMPLETION_RING = 6;
    public const int XDP_STATISTICS = 7;
    public const int XDP_MAX_TX_SKB_BUDGET = 9; // kernel 6.17

    // linux/if_xdp.h: sockaddr_xdp.sxdp_flags
    public const ushort XDP_SHARED_UMEM = 1 << 0;
    public const ushort XDP_COPY = 1 << 1;
    public const ushort XDP_ZEROCOPY = 1 << 2;
    public const ushort XDP_USE_NEED_WAKEUP = 1 << 3;

    // linux/if_xdp.h: ring flags and mmap offsets
    public const uint XDP_RING_NEED_WAKEUP = 1 << 0;
    public const long XDP_PGOFF_RX_RING = 0;
    public const long XDP_PGOFF_TX_RING = 0x80000000;
    public const long XDP_UMEM_PGOFF_FILL_RING = 0x100000000;
    public const long XDP_UMEM_PGOFF_COMPLETION_RING = 0x180000000;

    // linux/if_link.h
    public const uint XDP_FLAGS_SKB_MODE = 1 << 1;
    public const uint XDP_FLAGS_DRV_MODE = 1 << 2;

    // linux/bpf.h: enum bpf_attach_type
    public const int BPF_XDP = 37;
    public const int BPF_TCX_INGRESS = 46; // kernel 6.6

    // asm-generic/mman-common.h, kernel 5.14
    public const int MADV_POPULATE_WRITE = 23;

    // asm-generic/resource.h
    public const int RLIMIT_MEMLOCK = 8;
}
