namespace Falcon.Vxlan;

/// <summary>An overlay's learned entries: its limit and who shares it.</summary>
internal sealed class FdbOverlay
{
    private readonly Dictionary<FdbTarget, FdbOwner> _own = [];

    internal FdbOverlay(int limit)
    {
        Limit = limit;
        Others = new FdbOwner(this, limit);
    }

    /// <summary>Most learned entries; 1 or more.</summary>
    internal int Limit { get; set; }

    /// <summary>Learned entries.</summary>
    internal int Count { get; set; }

    /// <summary>The owner of what is learned at all targets without a share of their own.</summary>
    internal FdbOwner Others { get; }

    /// <summary>All owners.</summary>
    internal IEnumerable<FdbOwner> Owners => _own.Values.Append(Others);

    /// <summary>Entries per owner when all owners have equally many.</summary>
    internal int EvenShare => Limit / (_own.Count + 1);

    /// <summary>The owner of what is learned at a target.</summary>
    internal FdbOwner OwnerOf(FdbTarget target) => _own.GetValueOrDefault(target, Others);

    /// <summary>The owner with the most entries.</summary>
    internal FdbOwner Largest()
    {
        FdbOwner largest = Others;
        foreach (FdbOwner owner in _own.Values)
        {
            if (owner.Count > largest.Count) largest = owner;
        }

        return largest;
    }

    /// <summary>Gives a target a share of its own.</summary>
    internal FdbOwner Add(FdbTarget target, int limit) => _own[target] = new FdbOwner(this, limit);

    /// <summary>Takes a target's share away.</summary>
    internal void Remove(FdbTarget target) => _own.Remove(target);
}
