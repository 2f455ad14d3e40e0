namespace Falcon.Vxlan;

/// <summary>
/// The owner of learned entries: a port, a VTEP, or together all targets of an overlay without a share of their own. An entry is proven
/// once the address was seen again in a later second than the one it was learned in. A flood of made-up addresses proves none.
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
    /// Whether the next victim is a new entry. It is, unless so few entries are new that addresses would be replaced before they can be
    /// proven.
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
