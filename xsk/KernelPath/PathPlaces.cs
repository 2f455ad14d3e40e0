namespace Falcon.Xsk.KernelPath;

/// <summary>
/// Which places of the entries are free. One that was left is used again only after a grace period that began later. Not thread-safe.
/// </summary>
internal sealed class PathPlaces(int size)
{
    private readonly Queue<(int Place, long Grace)> _left = new();
    private int _used;

    /// <summary>Whether places wait for their grace period.</summary>
    public bool AnyLeft => _left.Count > 0;

    /// <summary>Gives a place up.</summary>
    /// <param name="place">The place.</param>
    /// <param name="grace">The number of the first grace period that begins from now on.</param>
    public void Leave(int place, long grace) => _left.Enqueue((place, grace));

    /// <summary>Takes a place that nobody uses.</summary>
    /// <param name="ended">The number of the last grace period that is over.</param>
    /// <param name="place">The place.</param>
    public bool TryTake(long ended, out int place)
    {
        if (_left.TryPeek(out (int Place, long Grace) first) && first.Grace <= ended)
        {
            place = _left.Dequeue().Place;
            return true;
        }

        place = _used;
        if (_used == size) return false;
        _used++;
        return true;
    }
}
