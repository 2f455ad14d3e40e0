namespace Falcon.Engine.Snapshots;

/// <summary>
/// Reads what is kept by the index of a port or an overlay. Whoever is there before and afterwards has had the index meanwhile; for
/// whoever is not, another's names and counters may have been read.
/// </summary>
internal static class PresentOwners
{
    /// <summary>What was read of those who are there. Any thread.</summary>
    /// <param name="owners">The ports or overlays.</param>
    /// <param name="isRemoved">Whether one has left. It is told so long before another gets its index.</param>
    /// <param name="read">Reads of one.</param>
    public static IEnumerable<TResult> Read<TOwner, TResult>(
        IEnumerable<TOwner> owners, Func<TOwner, bool> isRemoved, Func<TOwner, TResult> read)
    {
        foreach (TOwner owner in owners)
        {
            if (isRemoved(owner)) continue;
            TResult result = read(owner);
            Volatile.ReadBarrier(); // it is asked after all was read
            if (!isRemoved(owner)) yield return result;
        }
    }
}
