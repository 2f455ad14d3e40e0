namespace Falcon.Steering.Routing;

/// <summary>
/// Tells a consumer of Coalesce frames how many of them are complete: those whose results the Deliver inboxes have completed too. One fence
/// stands at a time, at the frames received and passed on by the end of some turn. When it falls, the next one is set. So a turn costs one
/// look at each worker and nothing per frame. One thread.
/// </summary>
public sealed class CompletionFence
{
    private readonly long[] _received;
    private readonly long[] _passedOn;
    private readonly long[] _completed;
    private bool _stands;

    /// <summary>Makes a fence for this many workers; each may send to this worker and receive from it.</summary>
    public CompletionFence(int workers)
    {
        _received = new long[workers];
        _passedOn = new long[workers];
        _completed = new long[workers];
    }

    /// <summary>
    /// For each producer, the position in this worker's Coalesce inbox up to which all frames are complete. To be published.
    /// </summary>
    public ReadOnlySpan<long> Completed => _completed;

    /// <summary>Ends a turn, when all received frames are coalesced and passed on.</summary>
    /// <param name="received">For each producer, how far its Coalesce inbox of this worker is read.</param>
    /// <param name="sent">For each worker, frames ever sent to its Deliver inbox.</param>
    /// <param name="completed">For each worker, how many of those it has completed; may be slightly old.</param>
    /// <param name="holds">Whether frames for Deliver are held here and so are in no inbox yet.</param>
    /// <returns>Whether <see cref="Completed"/> has changed.</returns>
    public bool EndTurn(ReadOnlySpan<long> received, ReadOnlySpan<long> sent, ReadOnlySpan<long> completed, bool holds)
    {
        bool fell = TryFall(completed);
        if (_stands || holds) return fell;
        received.CopyTo(_received);
        sent.CopyTo(_passedOn);
        _stands = true;
        return TryFall(completed) || fell;
    }

    private bool TryFall(ReadOnlySpan<long> completed)
    {
        if (!_stands) return false;
        for (int worker = 0; worker < _passedOn.Length; worker++)
        {
            if (completed[worker] < _passedOn[worker]) return false;
        }

        _received.CopyTo(_completed, 0);
        _stands = false;
        return true;
    }
}
