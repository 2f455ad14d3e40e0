using Falcon.Xsk.Native;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Falcon.Xsk.Programs;

/// <summary>
/// The entries of a BPF array in the process's memory, shared with BPF programs. Reading and writing need no system calls. Source: bpf(2),
/// BPF_F_MMAPABLE.
/// </summary>
/// <typeparam name="T">An entry, as large as in C; a multiple of 8 bytes.</typeparam>
internal sealed unsafe class MappedArray<T> : IDisposable
    where T : unmanaged
{
    private readonly int _count;
    private readonly size_t _size;
    private T* _entries;

    /// <summary>Maps the array.</summary>
    /// <exception cref="ArgumentException">The map's values have another size.</exception>
    /// <exception cref="XskException">The kernel refuses it.</exception>
    public MappedArray(BpfMap map, bool writable)
    {
        map.CheckValueSize(sizeof(T));
        _count = map.MaxEntries;
        _size = _count * sizeof(T);
        void* start = mmap(null, _size, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, map.Fd, 0);
        if (start == MAP_FAILED)
            throw Errno.Exception($"BPF map {map.Name} of {_count} entries cannot be mapped", Errno.Last);
        _entries = (T*)start;
    }

    /// <summary>The entries. Must not be used after disposal.</summary>
    /// <exception cref="ObjectDisposedException">They are unmapped.</exception>
    public Span<T> Entries
    {
        get
        {
            ObjectDisposedException.ThrowIf(_entries == null, this);
            return new Span<T>(_entries, _count);
        }
    }

    /// <summary>Unmaps the entries. No thread may be using them.</summary>
    public void Dispose()
    {
        if (_entries != null)
            _ = munmap(_entries, _size);
        _entries = null;
    }
}
