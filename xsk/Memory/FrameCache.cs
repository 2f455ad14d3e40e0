using System.Runtime.CompilerServices;

namespace Falcon.Xsk.Memory;

/// <summary>
/// One worker's cache of a <see cref="FramePool"/>: two magazines of 64 chunks, exchanged as a whole with the pool. No lock and no
/// allocation per frame. One thread.
/// </summary>
public sealed class FrameCache
{
    private readonly FramePool _pool;
    private readonly uint _chunkMask;
    private Magazine _current = new();
    private Magazine _other = new(); // full or empty, except that one partly filled one may come from the pool

    internal FrameCache(FramePool pool)
    {
        _pool = pool;
        _chunkMask = ~((uint)pool.Umem.ChunkSize - 1);
    }

    /// <summary>Free chunks in this cache; approximate for threads other than the owner.</summary>
    internal int Free => Volatile.Read(ref _current.Count) + Volatile.Read(ref _other.Count);

    /// <summary>
    /// Free chunks that this cache can take now: its own and the pool's, rounded to a magazine. The owner's thread; takes no lock.
    /// </summary>
    public int Available => _current.Count + _other.Count + _pool.AvailableToAll;

    /// <summary>All chunks of the pool, free or not.</summary>
    public int Total => _pool.Total;

    /// <summary>Takes free chunks.</summary>
    /// <param name="chunks">Receives the start addresses of the chunks.</param>
    /// <returns>How many were taken; fewer than asked for when cache and pool have no more.</returns>
    public int Take(Span<uint> chunks)
    {
        int taken = 0;
        while (taken < chunks.Length && (_current.Count > 0 || TryLoad()))
        {
            Magazine magazine = _current;
            int count = Math.Min(magazine.Count, chunks.Length - taken);
            int left = magazine.Count - count;
            ((ReadOnlySpan<uint>)magazine.Chunks).Slice(left, count).CopyTo(chunks[taken..]);
            Volatile.Write(ref magazine.Count, left);
            taken += count;
        }

        return taken;
    }

    /// <summary>Takes one free chunk; false when cache and pool have none.</summary>
    /// <param name="chunk">The address of the chunk's start.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out uint chunk)
    {
        if (_current.Count == 0 && !TryLoad())
        {
            chunk = 0;
            return false;
        }

        Magazine magazine = _current;
        int left = magazine.Count - 1;
        chunk = magazine.Chunks[left];
        Volatile.Write(ref magazine.Count, left);
        return true;
    }

    /// <summary>Gives a chunk back.</summary>
    /// <param name="address">Any address inside the chunk.</param>
    /// <exception cref="InvalidOperationException">
    /// More chunks came back than exist. Detected when the pool overflows, not at once.
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(uint address)
    {
        if (_current.Count == Magazine.Capacity)
            Unload();
        Magazine magazine = _current;
        int count = magazine.Count;
        magazine.Chunks[count] = address & _chunkMask;
        Volatile.Write(ref magazine.Count, count + 1);
    }

    /// <summary>Gives chunks back.</summary>
    /// <param name="addresses">Any address inside each chunk.</param>
    /// <exception cref="InvalidOperationException">
    /// More chunks came back than exist. Detected when the pool overflows, not at once.
    /// </exception>
    public void Return(ReadOnlySpan<uint> addresses)
    {
        foreach (uint address in addresses)
            Return(address);
    }

    /// <summary>Makes a magazine with chunks the current one; false when there is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryLoad()
    {
        if (_other.Count == 0)
        {
            if (_pool.ExchangeEmpty(_other) is not { } filled)
                return false;
            _other = filled;
        }

        (_current, _other) = (_other, _current);
        return true;
    }

    /// <summary>Makes an empty magazine the current one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Unload()
    {
        // It is not full only if it came partly filled from the pool. Then it becomes the current one.
        if (_other.Count == Magazine.Capacity)
            _other = _pool.ExchangeFull(_other);
        (_current, _other) = (_other, _current);
    }
}
