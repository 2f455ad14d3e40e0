namespace Falcon.Vxlan;

/// <summary>
/// Who learned entries belong to: a port, a VTEP, or all targets of an overlay that have no share of their own. Entries that were found to
/// be seen again, in a later second than the one they were learned in, are proven: a flood of made-up addresses leaves none.
/// </summary>
internal sealed class FdbOwner(FdbOverlay overlay, int limit)
{
    private FdbList _new = new();
    private FdbList _proven = new();

    /// <summary>The overlay.</summary>
    internal FdbOverlay Overlay { get; } = overlay;

    /// <summary>Most entries; 1 or more.</summary>
    internal int Limit { get; set; } = limit;

    /// <summary>Entries that it lost to newer ones.</summary>
    internal long Replaced { get; set; }

    /// <summary>Entries.</summary>
    internal int Count => _new.Count + _proven.Count;

    /// <summary>
    /// Whether a new entry is to go first: always, unless there are so few that addresses would go before they can be proven.
    /// </summary>
    internal bool HasNewToSpare => _proven.Count == 0 || _new.Count > Limit / 8;

    /// <summary>Its new or its proven entries.</summary>
    internal ref FdbList ListOf(bool proven)
    {
        if (proven) return ref _proven;
        return ref _new;
    }

    /// <summary>Forgets which entries there are.</summary>
    internal void Clear() => _new = _proven = new FdbList();
}
