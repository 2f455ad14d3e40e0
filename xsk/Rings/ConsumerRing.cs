using System.Runtime.CompilerServices;

namespace Falcon.Xsk.Rings;

/// <summary>
/// The consuming end of a ring (receive and completion). Reads the producer's index again only when it knows of fewer entries than the
/// caller wants, and releases entries with one release-store per batch. A mutable struct for one thread: keep it in a field that is not
/// readonly. Protocol: xsk.h of libxdp.
/// </summary>
public unsafe struct ConsumerRing<T> where T : unmanaged
{
    private readonly T* _entries;
    private readonly uint* _sharedProducer;
    private readonly uint* _sharedConsumer;
    private readonly uint _mask;
    private uint _consumer; // our own index: the next entry to read
    private uint _limit;    // last known producer index: may be behind, never ahead

    /// <summary>Makes a consumer that starts at the indices in memory.</summary>
    public ConsumerRing(RingMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        _entries = (T*)memory.FirstEntry;
        _sharedProducer = memory.Producer;
        _sharedConsumer = memory.Consumer;
        _mask = (uint)memory.Entries - 1;
        _consumer = *_sharedConsumer;
        _limit = *_sharedProducer;
    }

    /// <summary>Entries that are waiting to be read.</summary>
    public int Waiting
    {
        get
        {
            Refresh();
            return (int)(_limit - _consumer);
        }
    }

    /// <summary>Reads as many waiting entries as fit, oldest first, and releases them.</summary>
    /// <returns>How many were read.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(Span<T> into)
    {
        int count = Peek(into.Length);
        if (count == 0)
            return 0;
        uint start = _consumer & _mask;
        int first = Math.Min(count, (int)(_mask + 1 - start));
        new ReadOnlySpan<T>(_entries + start, first).CopyTo(into);
        new ReadOnlySpan<T>(_entries, count - first).CopyTo(into[first..]);
        Release(count);
        return count;
    }

    /// <summary>How many entries, up to <paramref name="wanted"/>, may be read with the indexer before <see cref="Release"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Peek(int wanted)
    {
        if (_limit - _consumer < (uint)wanted)
            Refresh();
        return (int)Math.Min(_limit - _consumer, (uint)wanted);
    }

    /// <summary>The waiting entry at <paramref name="offset"/>, from 0.</summary>
    public readonly T this[int offset] => _entries[(_consumer + (uint)offset) & _mask];

    /// <summary>Returns the first <paramref name="count"/> waiting entries to the producer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(int count)
    {
        _consumer += (uint)count;
        Volatile.Write(ref *_sharedConsumer, _consumer);
    }

    private void Refresh() => _limit = Volatile.Read(ref *_sharedProducer);
}
