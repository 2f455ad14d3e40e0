namespace Falcon.Engine.Tables;

/// <summary>
/// Hands out the indices of a table. An owner that leaves keeps its index, so that it can come back to it, until the index is forgotten:
/// the oldest one is forgotten when another owner needs it, or when too many owners have left. Frames may carry an index for a while after
/// its owner has left, so it is forgotten only after a grace period that began later. One thread at a time.
/// </summary>
/// <param name="capacity">The number of indices.</param>
/// <param name="remembered">How many owners that have left keep their index.</param>
internal sealed class IndexPool(int capacity, int remembered)
{
    private readonly List<int> _free = []; // indices of forgotten owners, the longest forgotten first
    private readonly List<(int Index, long Period)> _left = []; // in the order of leaving
    private readonly bool[] _known = new bool[capacity];
    private long _ended;

    /// <summary>The number of indices.</summary>
    public int Capacity => capacity;

    /// <summary>All indices that ever had an owner are below this one.</summary>
    public int Ever { get; private set; }

    /// <summary>The number of owners that have left and are remembered.</summary>
    public int Left => _left.Count;

    /// <summary>Whether an index has an owner, present or remembered.</summary>
    public bool IsKnown(int index) => _known[index];

    /// <summary>The indices whose owners had left when a grace period began. Frames may carry them until it ends.</summary>
    public IEnumerable<int> AwaitedBy(long period) =>
        _left.Where(left => left.Period <= period && left.Period > _ended).Select(left => left.Index);

    /// <summary>Chooses indices for new owners without taking them. Indices without a remembered owner come first.</summary>
    /// <param name="count">The number of indices.</param>
    /// <param name="returning">Indices whose owners are about to come back.</param>
    /// <returns>The indices; fewer than <paramref name="count"/> if there are no more.</returns>
    public IReadOnlyList<int> Choose(int count, IReadOnlySet<int> returning) =>
    [
        .. _free.Concat(Enumerable.Range(Ever, capacity - Ever))
            .Concat(_left.Where(left => left.Period <= _ended && !returning.Contains(left.Index)).Select(left => left.Index))
            .Take(count),
    ];

    /// <summary>Gives an index to a new owner; forgets a remembered owner.</summary>
    /// <exception cref="InvalidOperationException">
    /// The owner is present, frames may carry the index, or a lower index never had an owner.
    /// </exception>
    public void Take(int index)
    {
        if (index == Ever)
        {
            Ever++;
        }
        else
        {
            if (_known[index]) Forget(index);
            if (!_free.Remove(index)) throw new InvalidOperationException($"index {index} is not free");
        }

        _known[index] = true;
    }

    /// <summary>Notes that the owner of an index has left. Nothing in the tables may lead to it any more.</summary>
    /// <param name="index">The index.</param>
    /// <param name="period">The next grace period to begin.</param>
    public void Leave(int index, long period) => _left.Add((index, period));

    /// <summary>Notes that the owner of an index is back.</summary>
    public void Return(int index) => _left.RemoveAll(left => left.Index == index);

    /// <summary>Ends a grace period: no frame carries the indices of owners that had left when it began.</summary>
    public void EndPeriod(long period)
    {
        _ended = period;
        while (_left.Count > remembered && _left[0].Period <= _ended) Forget(_left[0].Index);
    }

    /// <summary>Forgets the owner of an index; it must have left.</summary>
    /// <exception cref="InvalidOperationException">The owner is present, or frames may carry the index.</exception>
    public void Forget(int index)
    {
        int at = _left.FindIndex(left => left.Index == index && left.Period <= _ended);
        if (at < 0) throw new InvalidOperationException($"index {index} is in use");
        _left.RemoveAt(at);
        _known[index] = false;
        _free.Add(index);
    }
}
