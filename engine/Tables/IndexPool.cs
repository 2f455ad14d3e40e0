namespace Falcon.Engine.Tables;

/// <summary>
/// Who may have which index of a table. An owner that leaves keeps its index, so that it can come back to it, until the index is forgotten:
/// the oldest one when another owner needs it, or when more have left than are remembered. Frames may carry an index for a while after its
/// owner has left; it is forgotten only when a grace period that began later has ended. One thread at a time.
/// </summary>
/// <param name="capacity">How many indices there are.</param>
/// <param name="remembered">How many owners that have left keep theirs.</param>
internal sealed class IndexPool(int capacity, int remembered)
{
    private readonly List<int> _free = []; // had owners, which are forgotten; the one that was so first comes first
    private readonly List<(int Index, long Period)> _left = []; // in the order in which they left
    private readonly bool[] _known = new bool[capacity];
    private long _ended;

    /// <summary>How many indices there are.</summary>
    public int Capacity => capacity;

    /// <summary>All indices that ever had an owner are below.</summary>
    public int Ever { get; private set; }

    /// <summary>How many owners have left and are remembered.</summary>
    public int Left => _left.Count;

    /// <summary>Whether an index has an owner, who is there or is remembered.</summary>
    public bool IsKnown(int index) => _known[index];

    /// <summary>The indices whose owners had left when a grace period began, and that frames may carry until it ends.</summary>
    public IEnumerable<int> AwaitedBy(long period) =>
        _left.Where(left => left.Period <= period && left.Period > _ended).Select(left => left.Index);

    /// <summary>Chooses indices for new owners; changes nothing. Those that nobody remembers come first.</summary>
    /// <param name="count">How many.</param>
    /// <param name="returning">Indices whose owners are about to come back.</param>
    /// <returns>Fewer where there are no more.</returns>
    public IReadOnlyList<int> Choose(int count, IReadOnlySet<int> returning) =>
    [
        .. _free.Concat(Enumerable.Range(Ever, capacity - Ever))
            .Concat(_left.Where(left => left.Period <= _ended && !returning.Contains(left.Index)).Select(left => left.Index))
            .Take(count),
    ];

    /// <summary>Gives an index to a new owner; one that is remembered there is forgotten.</summary>
    /// <exception cref="InvalidOperationException">
    /// Its owner is there, frames may carry it, or there is a lower one that never had an owner.
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

    /// <summary>The owner of an index has left, and nothing in the tables leads to it any more.</summary>
    /// <param name="index">The index.</param>
    /// <param name="period">The next grace period to begin.</param>
    public void Leave(int index, long period) => _left.Add((index, period));

    /// <summary>The owner is back.</summary>
    public void Return(int index) => _left.RemoveAll(left => left.Index == index);

    /// <summary>A grace period has ended: no frame carries the indices of those who had left when it began.</summary>
    public void EndPeriod(long period)
    {
        _ended = period;
        while (_left.Count > remembered && _left[0].Period <= _ended) Forget(_left[0].Index);
    }

    /// <summary>Forgets the owner of an index, who has left.</summary>
    /// <exception cref="InvalidOperationException">It is there, or frames may carry the index.</exception>
    public void Forget(int index)
    {
        int place = _left.FindIndex(left => left.Index == index && left.Period <= _ended);
        if (place < 0) throw new InvalidOperationException($"index {index} is in use");
        _left.RemoveAt(place);
        _known[index] = false;
        _free.Add(index);
    }
}
