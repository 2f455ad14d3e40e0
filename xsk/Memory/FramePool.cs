namespace Falcon.Xsk.Memory;

/// <summary>
/// The free chunks of one UMEM; at first all of them. Workers take and return chunks through their own <see cref="FrameCache"/>. The pool
/// is thread-safe.
/// </summary>
public sealed class FramePool
{
    private readonly Lock _lock = new();
    private readonly Magazine[] _depot; // full ones from the start, empty ones from the end
    private readonly List<FrameCache> _caches = [];
    private int _filled;
    private int _empty;
    private int _inFilled;

    /// <summary>Makes a pool with all chunks of <paramref name="umem"/>.</summary>
    public FramePool(Umem umem)
    {
        ArgumentNullException.ThrowIfNull(umem);
        Umem = umem;
        Total = _inFilled = umem.ChunkCount;
        _depot = new Magazine[(Total + Magazine.Capacity - 1) / Magazine.Capacity];
        for (int chunk = umem.ChunkCount; chunk > 0;)
        {
            var magazine = new Magazine();
            while (magazine.Count < Magazine.Capacity && chunk > 0)
                magazine.Chunks[magazine.Count++] = (uint)--chunk * (uint)umem.ChunkSize;
            _depot[_filled++] = magazine;
        }
    }

    /// <summary>The memory of the chunks.</summary>
    public Umem Umem { get; }

    /// <summary>All chunks, free or not.</summary>
    public int Total { get; }

    /// <summary>Free chunks, including those in caches. Exact when no worker takes or returns any meanwhile.</summary>
    public int Free
    {
        get
        {
            lock (_lock)
            {
                int free = _inFilled;
                foreach (FrameCache cache in _caches)
                    free += cache.Free;
                return free;
            }
        }
    }

    /// <summary>Free chunks outside the caches, rounded to a magazine. Any thread; takes no lock.</summary>
    internal int AvailableToAll => Volatile.Read(ref _filled) * Magazine.Capacity;

    /// <summary>
    /// Makes a cache for one worker. It keeps up to 128 free chunks that other workers cannot take. Consider that when you size the UMEM.
    /// </summary>
    public FrameCache CreateCache()
    {
        lock (_lock)
        {
            var cache = new FrameCache(this);
            _caches.Add(cache);
            return cache;
        }
    }

    /// <summary>Exchanges an empty magazine for one with chunks; null when the pool has none.</summary>
    internal Magazine? ExchangeEmpty(Magazine empty)
    {
        // A worker without chunks asks again and again. It must not take the lock from those who return chunks.
        if (Volatile.Read(ref _filled) == 0)
            return null;
        lock (_lock)
        {
            if (_filled == 0)
                return null;
            Magazine filled = _depot[--_filled];
            _depot[^++_empty] = empty;
            _inFilled -= filled.Count;
            return filled;
        }
    }

    /// <summary>Exchanges a full magazine for an empty one.</summary>
    internal Magazine ExchangeFull(Magazine full)
    {
        lock (_lock)
        {
            // Magazines and chunks are conserved, so there is an empty magazine unless somebody returned a chunk twice.
            if (_empty == 0)
                throw new InvalidOperationException($"more frames were returned than the pool of {Total} ever had: one was returned twice");
            Magazine empty = _depot[^_empty--];
            _depot[_filled++] = full;
            _inFilled += full.Count;
            return empty;
        }
    }
}
