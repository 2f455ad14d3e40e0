using System.Numerics;
using System.Runtime.InteropServices;
using Falcon.Xsk.Native;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Falcon.Xsk.Rings;

/// <summary>
/// The memory of one AF_XDP ring: producer index, consumer index, flags and entries. Either mapped from a socket, or plain memory, so that
/// both ends can run in one process. Source: Documentation/networking/af_xdp.rst, section Rings.
/// </summary>
public sealed unsafe class RingMemory : IDisposable
{
    // Offsets in plain memory. Each index has its own cache lines, far enough apart for the adjacent-line prefetcher.
    private const int PlainConsumer = 128;
    private const int PlainFlags = 256;
    private const int PlainEntries = 384;

    private readonly byte* _start;
    private readonly ulong _mappedSize; // 0: plain memory
    private bool _disposed;

    private RingMemory(byte* start, ulong mappedSize, int entries, in XdpRingOffset offsets)
    {
        _start = start;
        _mappedSize = mappedSize;
        Entries = entries;
        Producer = (uint*)(start + offsets.Producer);
        Consumer = (uint*)(start + offsets.Consumer);
        Flags = (uint*)(start + offsets.Flags);
        FirstEntry = start + offsets.Descriptors;
    }

    /// <summary>Number of entries, a power of two.</summary>
    public int Entries { get; }

    internal uint* Producer { get; }

    internal uint* Consumer { get; }

    internal uint* Flags { get; }

    internal byte* FirstEntry { get; }

    /// <summary>
    /// Whether the kernel's end wants to be woken (XDP_RING_NEED_WAKEUP). Settable, so that a test can play the kernel over plain memory.
    /// </summary>
    public bool NeedsWakeup
    {
        get => (Volatile.Read(ref *Flags) & XdpConstants.XDP_RING_NEED_WAKEUP) != 0;
        set => Volatile.Write(ref *Flags, value ? XdpConstants.XDP_RING_NEED_WAKEUP : 0);
    }

    /// <summary>Makes an empty ring in plain memory.</summary>
    /// <param name="entries">A power of two.</param>
    /// <param name="entrySize">Bytes of an entry.</param>
    /// <param name="firstIndex">Where both indices start; near 2^32 to test wrapping.</param>
    public static RingMemory Allocate(int entries, int entrySize, uint firstIndex = 0)
    {
        CheckEntries(entries);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(entrySize);
        nuint size = (nuint)(PlainEntries + ((long)entries * entrySize));
        byte* start = (byte*)NativeMemory.AlignedAlloc(size, 128);
        NativeMemory.Clear(start, size);
        var offsets = new XdpRingOffset { Consumer = PlainConsumer, Flags = PlainFlags, Descriptors = PlainEntries };
        var memory = new RingMemory(start, 0, entries, offsets);
        *memory.Producer = *memory.Consumer = firstIndex;
        return memory;
    }

    /// <summary>Maps a ring of an AF_XDP socket.</summary>
    internal static RingMemory Map(int socket, long pageOffset, int entries, int entrySize, in XdpRingOffset offsets)
    {
        ulong size = offsets.Descriptors + ((ulong)entries * (uint)entrySize);
        void* start = mmap(null, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, socket, pageOffset);
        if (start == MAP_FAILED)
            throw Errno.Exception($"AF_XDP ring of {entries} entries cannot be mapped", Errno.Last);
        return new RingMemory((byte*)start, size, entries, offsets);
    }

    /// <exception cref="ArgumentOutOfRangeException">The number of entries is not a power of two.</exception>
    internal static void CheckEntries(int entries)
    {
        if (entries <= 0 || !BitOperations.IsPow2(entries))
            throw new ArgumentOutOfRangeException(nameof(entries), entries, "a ring has a power of two of entries");
    }

    /// <summary>Frees the memory. No ring over it may be used afterwards.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_mappedSize != 0)
            _ = munmap(_start, (size_t)_mappedSize);
        else
            NativeMemory.AlignedFree(_start);
    }
}
