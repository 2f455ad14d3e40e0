namespace Falcon.Steering.Routing;

/// <summary>The moves of one stage that wait for their bucket to drain. Each bucket at most once, in no particular order.</summary>
internal sealed class PendingMoves(int buckets)
{
    private readonly PendingMove[] _moves = new PendingMove[buckets];
    private readonly bool[] _isPending = new bool[buckets];

    public int Count { get; private set; }

    /// <summary>How many of them are held.</summary>
    public int Held { get; set; }

    public Span<PendingMove> All => _moves.AsSpan(0, Count);

    /// <summary>Adds a bucket if it is not in the list.</summary>
    public void Add(int bucket, short target)
    {
        if (_isPending[bucket]) return;
        _isPending[bucket] = true;
        _moves[Count++] = new PendingMove { Bucket = bucket, Target = target };
    }

    /// <summary>Removes one. The last one takes its place.</summary>
    public void RemoveAt(int index)
    {
        _isPending[_moves[index].Bucket] = false;
        _moves[index] = _moves[--Count];
    }
}
