namespace Falcon.Engine.Pipelines;

/// <summary>Counts held items, and whether any of them is older than the present epoch. One worker's, not shared.</summary>
internal struct EpochCount
{
    private long _epoch;
    private int _younger;
    private int _older;

    /// <summary>Whether all held items came in the present epoch.</summary>
    public readonly bool HasNoOlder => _older == 0;

    /// <summary>Begins a turn in an epoch.</summary>
    public void BeginTurn(long epoch)
    {
        if (epoch == _epoch) return;
        _epoch = epoch;
        _older += _younger;
        _younger = 0;
    }

    /// <summary>Counts a new item.</summary>
    /// <returns>The epoch to pass to <see cref="Remove"/>.</returns>
    public long Add()
    {
        _younger++;
        return _epoch;
    }

    /// <summary>Removes an item that came in an epoch.</summary>
    public void Remove(long epoch)
    {
        if (epoch == _epoch) _younger--;
        else _older--;
    }
}
