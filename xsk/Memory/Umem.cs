using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Falcon.Xsk.Native;
using Falcon.Xsk.Sockets;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Falcon.Xsk.Memory;

/// <summary>
/// The memory of all frames: equal chunks, addressed by their offset in bytes from the start. Needs no privilege; the kernel learns of it
/// when an <see cref="XskSocket"/> binds. Any thread may use it; <see cref="FramePool"/> keeps track of free chunks. Source:
/// Documentation/networking/af_xdp.rst of the kernel, section UMEM.
/// </summary>
public sealed unsafe class Umem : IDisposable
{
    private const long HugePageSize = 2 * 1024 * 1024;

    private byte* _start;
    private const uint CacheLine = 64;

    private ulong _size;
    private readonly ulong _mappedSize;

    private Umem(byte* start, ulong mappedSize, int chunkCount, int chunkSize, bool hugePages)
    {
        _start = start;
        _size = (ulong)chunkCount * (uint)chunkSize;
        _mappedSize = mappedSize;
        ChunkCount = chunkCount;
        ChunkSize = chunkSize;
        HugePages = hugePages;
    }

    /// <summary>Number of chunks.</summary>
    public int ChunkCount { get; }

    /// <summary>Bytes of a chunk, 2048 or 4096.</summary>
    public int ChunkSize { get; }

    /// <summary>
    /// Whether the memory is on reserved huge pages (hugetlb). Otherwise it is on ordinary pages, which the kernel may join.
    /// </summary>
    public bool HugePages { get; }

    /// <summary>Start of the memory, for the kernel.</summary>
    internal byte* Start => _start;

    /// <summary>Size in bytes.</summary>
    internal ulong Size => _size;

    /// <summary>Maps zeroed memory and touches every page of it.</summary>
    /// <param name="chunkCount">At least 1; all chunks together at most 4 GiB.</param>
    /// <param name="chunkSize">2048 or 4096 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">AF_XDP does not support this size.</exception>
    /// <exception cref="XskException">There is not enough memory.</exception>
    public static Umem Allocate(int chunkCount, int chunkSize = 2048)
    {
        if (chunkSize is not (2048 or 4096))
            throw new ArgumentOutOfRangeException(nameof(chunkSize), chunkSize, "a chunk has 2048 or 4096 bytes");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)chunkCount * chunkSize, 1L << 32, nameof(chunkCount));

        long size = (long)chunkCount * chunkSize;
        long hugeSize = (size + HugePageSize - 1) / HugePageSize * HugePageSize;
        byte* start = Map(hugeSize, MAP_HUGETLB | MAP_HUGE_2MB | MAP_POPULATE);
        return start != null
            ? new Umem(start, (ulong)hugeSize, chunkCount, chunkSize, hugePages: true)
            : new Umem(MapOrdinary(size), (ulong)size, chunkCount, chunkSize, hugePages: false);
    }

    /// <summary>The bytes from <paramref name="address"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not wholly inside the UMEM, or it is disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Slice(uint address, int length)
    {
        if ((ulong)address + (uint)length > _size)
            ThrowOutside(address, length);
        return new Span<byte>(_start + address, length);
    }

    /// <summary>
    /// Prefetches the two cache lines from <paramref name="address"/> on: the headers of a frame that the kernel has just written on
    /// another core. A hint; any address is harmless.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchHeaders(uint address)
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(_start + address);
        Sse.Prefetch0(_start + address + CacheLine);
    }

    /// <summary>The address of the chunk that contains <paramref name="address"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ChunkStart(uint address) => address & ~((uint)ChunkSize - 1);

    /// <summary>Frees the memory. No socket, slice or frame of it may be in use any more.</summary>
    public void Dispose()
    {
        byte* start = _start;
        _size = 0;
        _start = null;
        if (start != null)
            _ = munmap(start, (size_t)_mappedSize);
    }

    private static byte* MapOrdinary(long size)
    {
        byte* start = Map(size, 0);
        if (start == null)
            throw Errno.Exception($"UMEM of {size} bytes cannot be mapped", Errno.Last);

        _ = madvise(start, (size_t)(ulong)size, MADV_HUGEPAGE); // fewer TLB misses where the kernel can; no harm where it cannot
        if (madvise(start, (size_t)(ulong)size, XdpConstants.MADV_POPULATE_WRITE) != 0)
            Touch(start, size); // kernel before 5.14
        return start;
    }

    private static byte* Map(long size, int flags)
    {
        void* start = mmap(null, (size_t)(ulong)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
        return start == MAP_FAILED ? null : (byte*)start;
    }

    private static void Touch(byte* start, long size)
    {
        for (long offset = 0; offset < size; offset += Environment.SystemPageSize)
            Volatile.Write(ref start[offset], 0);
    }

    [DoesNotReturn]
    private void ThrowOutside(uint address, int length) =>
        throw new ArgumentOutOfRangeException(nameof(address), $"{length} bytes at {address} do not lie in the UMEM of {_size} bytes");
}
