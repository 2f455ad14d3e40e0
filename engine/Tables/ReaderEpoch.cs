namespace Falcon.Engine.Tables;

/// <summary>
/// Tells which changes of the tables a worker's turn can have seen. A thread that removes something from the tables advances the epoch; a
/// turn that begins in the new epoch cannot find it any more (epoch-based reclamation: Fraser, 2004). Any thread.
/// </summary>
public sealed class ReaderEpoch
{
    private long _current;

    /// <summary>The present epoch.</summary>
    public long Current => Volatile.Read(ref _current);

    /// <summary>Begins the next epoch.</summary>
    /// <returns>The new epoch.</returns>
    public long Advance() => Interlocked.Increment(ref _current);
}
