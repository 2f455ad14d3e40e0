namespace Falcon.Engine.Tables;

/// <summary>
/// Which state of the tables a worker's turn can have seen. Whoever takes something out of the tables advances the epoch; a turn that
/// began in the new epoch cannot find it any more (epoch-based reclamation: Fraser, 2004). Any thread.
/// </summary>
public sealed class ReaderEpoch
{
    private long _current;

    /// <summary>The epoch now.</summary>
    public long Current => Volatile.Read(ref _current);

    /// <summary>Begins the next one.</summary>
    /// <returns>The new epoch.</returns>
    public long Advance() => Interlocked.Increment(ref _current);
}
