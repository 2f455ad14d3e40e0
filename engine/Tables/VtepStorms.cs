namespace Falcon.Engine.Tables;

/// <summary>
/// The storm limits of one overlay for frames from the wire: one for each peer, and one that all other VTEPs share, so that forged source
/// addresses gain nothing. The lists are immutable; any thread may use the limits.
/// </summary>
public sealed class VtepStorms
{
    private readonly int[] _peers;
    private readonly StormLimit[] _limits;
    private readonly StormLimit _others;

    private VtepStorms(int[] peers, StormLimit[] limits, StormLimit others)
    {
        _peers = peers;
        _limits = limits;
        _others = others;
    }

    /// <summary>Makes the limits of an overlay without peers.</summary>
    public VtepStorms()
        : this([], [], new StormLimit())
    {
    }

    /// <summary>Copies per second of each limit.</summary>
    public int PerSecond => _others.PerSecond;

    /// <summary>The limit that a VTEP counts against.</summary>
    /// <param name="vtep">The VTEP's index, or any other number for a VTEP that is not in the table.</param>
    public StormLimit Of(int vtep)
    {
        int peer = _peers.AsSpan().IndexOf(vtep);
        return peer < 0 ? _others : _limits[peer];
    }

    /// <summary>Whether a VTEP has a limit of its own.</summary>
    public bool IsPeer(int vtep) => _peers.AsSpan().Contains(vtep);

    /// <summary>Makes the limits for other peers; peers that stay keep their limit.</summary>
    /// <param name="peers">The indices of the peers.</param>
    public VtepStorms For(int[] peers)
    {
        ArgumentNullException.ThrowIfNull(peers);
        return new VtepStorms(
            [.. peers],
            Array.ConvertAll(peers, peer => IsPeer(peer) ? Of(peer) : new StormLimit(_others.PerSecond)),
            _others);
    }

    /// <summary>Changes all limits.</summary>
    /// <param name="perSecond">Copies per second, at least 1.</param>
    public void Set(int perSecond)
    {
        _others.PerSecond = perSecond;
        foreach (StormLimit limit in _limits) limit.PerSecond = perSecond;
    }
}
