using System.Runtime.CompilerServices;
using Falcon.Xsk.Native;

namespace Falcon.Xsk.Rings;

/// <summary>
/// The producing end of a ring (fill and transmit). Indices wrap at 32 bits. Reads the consumer's index again only when the last known one
/// leaves no room, and publishes entries with one release-store per batch. A mutable struct for one thread: keep it in a field that is not
/// readonly. Protocol: xsk.h of libxdp.
/// </summary>
public unsafe struct ProducerRing<T> where T : unmanaged
{
    private readonly T* _entries;
    private readonly uint* _sharedProducer;
    private readonly uint* _sharedConsumer;
    private readonly uint* _flags;
    private readonly uint _mask;
    private uint _producer; // our own index: the next entry to write
    private uint _limit;    // last known consumer index + size: may be behind, never ahead

    /// <summary>Makes a producer that starts at the indices in memory.</summary>
    public ProducerRing(RingMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        _entries = (T*)memory.FirstEntry;
        _sharedProducer = memory.Producer;
        _sharedConsumer = memory.Consumer;
        _flags = memory.Flags;
        _mask = (uint)memory.Entries - 1;
        _producer = *_sharedProducer;
        _limit = *_sharedConsumer + (uint)memory.Entries;
    }

    /// <summary>Entries that can be written now.</summary>
    public int Room
    {
        get
        {
            Refresh();
            return (int)(_limit - _producer);
        }
    }

    /// <summary>Published entries that the consumer has not released yet.</summary>
    public readonly int Pending => (int)(_producer - Volatile.Read(ref *_sharedConsumer));

    /// <summary>
    /// Whether the kernel needs a system call before it looks at the ring. The fence keeps this read after our publishing store. Without it
    /// the kernel could go to sleep in between, and nobody would wake it.
    /// </summary>
    public readonly bool NeedsWakeup
    {
        get
        {
            Interlocked.MemoryBarrier();
            return (Volatile.Read(ref *_flags) & XdpConstants.XDP_RING_NEED_WAKEUP) != 0;
        }
    }

    /// <summary>Writes as many entries as fit, from the first on, and publishes them.</summary>
    /// <returns>How many were written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Write(ReadOnlySpan<T> entries)
    {
        int count = Reserve(entries.Length);
        uint start = _producer & _mask;
        int first = Math.Min(count, (int)(_mask + 1 - start));
        entries[..first].CopyTo(new Span<T>(_entries + start, first));
        entries[first..count].CopyTo(new Span<T>(_entries, count - first));
        Publish(count);
        return count;
    }

    /// <summary>How many entries, up to <paramref name="wanted"/>, may be set with the indexer before <see cref="Publish"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Reserve(int wanted)
    {
        if (_limit - _producer < (uint)wanted)
            Refresh();
        return (int)Math.Min(_limit - _producer, (uint)wanted);
    }

    /// <summary>The reserved entry at <paramref name="offset"/>, from 0.</summary>
    public readonly ref T this[int offset] => ref _entries[(_producer + (uint)offset) & _mask];

    /// <summary>Passes the first <paramref name="count"/> reserved entries to the consumer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(int count)
    {
        _producer += (uint)count;
        Volatile.Write(ref *_sharedProducer, _producer);
    }

    private void Refresh() => _limit = Volatile.Read(ref *_sharedConsumer) + _mask + 1;
}
