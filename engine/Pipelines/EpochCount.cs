namespace Falcon.Engine.Pipelines;

/// <summary>
/// Counts what is held, and whether any of it came before the present epoch. One worker's.
/// </summary>
internal struct EpochCount
{
    private long _epoch;
    private int _younger;
    private int _older;

    /// <summary>Whether all that is held came in the present epoch.</summary>
    public readonly bool HasNoOlder => _older == 0;

    /// <summary>The epoch is this one from now on.</summary>
    public void BeginTurn(long epoch)
    {
        if (epoch == _epoch) return;
        _epoch = epoch;
        _older += _younger;
        _younger = 0;
    }

    /// <summary>Something came.</summary>
    /// <returns>What to give to <see cref="Remove"/>.</returns>
    public long Add()
    {
        _younger++;
        return _epoch;
    }

    /// <summary>Something that came in an epoch has gone.</summary>
    public void Remove(long epoch)
    {
        if (epoch == _epoch) _younger--;
        else _older--;
    }
}
