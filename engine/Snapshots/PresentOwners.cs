namespace Falcon.Engine.Snapshots;

/// <summary>
/// Reads values that are stored by the index of a port or an overlay. An owner that is present before and after a read had the index during
/// the read. For any other owner, the names and counters of a later owner may have been read.
/// </summary>
internal static class PresentOwners
{
    /// <summary>Reads the values of owners that are present before and after the read. Any thread.</summary>
    /// <param name="owners">The ports or overlays.</param>
    /// <param name="isRemoved">Whether an owner has left. It is marked as removed long before another one gets its index.</param>
    /// <param name="read">Reads one owner's values.</param>
    public static IEnumerable<TResult> Read<TOwner, TResult>(
        IEnumerable<TOwner> owners, Func<TOwner, bool> isRemoved, Func<TOwner, TResult> read)
    {
        foreach (TOwner owner in owners)
        {
            if (isRemoved(owner)) continue;
            TResult result = read(owner);
            Volatile.ReadBarrier(); // check only after everything is read
            if (!isRemoved(owner)) yield return result;
        }
    }
}
