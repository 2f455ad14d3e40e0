namespace Falcon.Engine.Tables;

/// <summary>
/// The link-local interface identifiers that a port has claimed, at most <see cref="Most"/>. A further one replaces the oldest, at most
/// once a second, so that a container that tries many costs one lookup per frame. Any thread.
/// </summary>
internal sealed class PortLinkLocals(LinkLocalOwners owners)
{
    /// <summary>The most identifiers of a port.</summary>
    public const int Most = 8;

    private readonly Lock _change = new();
    private readonly Queue<ulong> _claimed = new(Most);
    private IReadOnlyList<ulong> _reserved = [];
    private volatile bool _full;
    private volatile uint _claimedAt;

    /// <summary>Whether the port owns an identifier, or can claim it now because no other port owns it.</summary>
    /// <param name="identifier">The low 64 bits of the address.</param>
    /// <param name="nowSeconds">The monotonic time in seconds.</param>
    public bool Owns(ulong identifier, uint nowSeconds)
    {
        PortLinkLocals? owner = owners.Find(identifier);
        return owner is null ? TryClaim(identifier, nowSeconds) : owner == this;
    }

    /// <summary>
    /// Reserves the identifiers of configured addresses, even if another port owns them, and releases those reserved before.
    /// </summary>
    public void Reserve(IReadOnlyList<ulong> identifiers)
    {
        lock (_change)
        {
            foreach (ulong identifier in _reserved) owners.Remove(identifier, this);
            foreach (ulong identifier in identifiers) owners.Set(identifier, this);
            _reserved = identifiers;
        }
    }

    /// <summary>Releases all identifiers.</summary>
    public void Release()
    {
        Reserve([]);
        lock (_change)
        {
            foreach (ulong identifier in _claimed) owners.Remove(identifier, this);
            _claimed.Clear();
            _full = false;
        }
    }

    private bool TryClaim(ulong identifier, uint nowSeconds)
    {
        if (_full && nowSeconds == _claimedAt) return false;
        lock (_change)
        {
            if (_full && nowSeconds == _claimedAt) return false;
            if (!owners.TryAdd(identifier, this)) return owners.Find(identifier) == this;
            if (_full) owners.Remove(_claimed.Dequeue(), this);
            _claimed.Enqueue(identifier);
            _full = _claimed.Count == Most;
            _claimedAt = nowSeconds;
            return true;
        }
    }
}
