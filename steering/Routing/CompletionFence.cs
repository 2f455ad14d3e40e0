namespace Falcon.Steering.Routing;

/// <summary>
/// Tells a consumer of Coalesce frames how far it may say that it has completed them: what it received is complete only when the Deliver
/// inboxes that it passed frames on to have completed those. One fence stands at a time, at what was received and passed on by the end of
/// some turn; the next is put up when it falls, so a turn costs one look at each worker and nothing per frame. One thread.
/// </summary>
public sealed class CompletionFence
{
    private readonly long[] _received;
    private readonly long[] _passedOn;
    private readonly long[] _completed;
    private bool _stands;

    /// <summary>For that many workers, each of which may send to this one and receive from it.</summary>
    public CompletionFence(int workers)
    {
        _received = new long[workers];
        _passedOn = new long[workers];
        _completed = new long[workers];
    }

    /// <summary>Positions of this worker's Coalesce inboxes, by producer, up to which all is complete; to be published.</summary>
    public ReadOnlySpan<long> Completed => _completed;

    /// <summary>At the end of a turn, when all that was received is coalesced and passed on.</summary>
    /// <param name="received">Positions up to which the Coalesce inboxes of this worker are read, by producer.</param>
    /// <param name="sent">Frames ever sent to Deliver inboxes, by their worker.</param>
    /// <param name="completed">How far those have completed them, by worker; may be somewhat old.</param>
    /// <param name="holds">Whether frames for Deliver are held here: they are in no inbox yet.</param>
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
