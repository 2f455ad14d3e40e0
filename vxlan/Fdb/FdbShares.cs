namespace Falcon.Vxlan;

/// <summary>
/// Who owns the learned entries, and which entry is replaced when an owner, an overlay or the table is at its limit. An owner above an even
/// share replaces an entry of its own; otherwise the owner with the most entries loses one. One thread at a time.
/// </summary>
/// <param name="capacity">Most learned entries of all overlays.</param>
internal sealed class FdbShares(int capacity)
{
    private readonly Dictionary<int, FdbOverlay> _overlays = [];

    /// <summary>Learned entries.</summary>
    internal int Count { get; private set; }

    /// <summary>All owners of all overlays.</summary>
    internal IEnumerable<FdbOwner> Owners => _overlays.Values.SelectMany(overlay => overlay.Owners);

    /// <summary>The owner of what is learned at a target; allocates when the overlay is new.</summary>
    internal FdbOwner OwnerOf(int overlay, FdbTarget target) => Of(overlay).OwnerOf(target);

    /// <summary>Limits an overlay, and its targets that have no share of their own.</summary>
    internal void Limit(int overlay, int limit, int others, FdbSlots slots)
    {
        FdbOverlay share = Of(overlay);
        share.Limit = limit;
        share.Others.Limit = others;
        Trim(share.Others, slots);
        while (share.Count > share.Limit) Replace(share.Largest(), slots);
    }

    /// <summary>Gives a target a share of its own, or changes it.</summary>
    internal void Limit(int overlay, FdbTarget target, int limit, FdbSlots slots)
    {
        FdbOverlay share = Of(overlay);
        FdbOwner owner = share.OwnerOf(target);
        if (owner == share.Others) MoveEntries(target, owner, owner = share.Add(target, limit), slots);
        owner.Limit = limit;
        Trim(owner, slots);
    }

    /// <summary>Takes a target's share away. Its entries stay and count with the overlay's other targets.</summary>
    internal void Unlimit(int overlay, FdbTarget target, FdbSlots slots) => Unlimit(Of(overlay), target, slots);

    /// <summary>Takes the shares of some targets away, in all overlays.</summary>
    internal void Unlimit(IReadOnlySet<FdbTarget> targets, FdbSlots slots)
    {
        foreach (FdbOverlay overlay in _overlays.Values)
        {
            foreach (FdbTarget target in targets) Unlimit(overlay, target, slots);
        }
    }

    /// <summary>How much of its limit an overlay uses.</summary>
    internal FdbUse UseOf(int overlay)
    {
        FdbOverlay share = Of(overlay);
        return new FdbUse(share.Count, share.Limit, share.Owners.Sum(owner => owner.Replaced));
    }

    /// <summary>How much of its limit the owner of a target's entries uses.</summary>
    internal FdbUse UseOf(int overlay, FdbTarget target)
    {
        FdbOwner owner = OwnerOf(overlay, target);
        return new FdbUse(owner.Count, owner.Limit, owner.Replaced);
    }

    /// <summary>Forgets an overlay's limits, unless frames that were under way have added entries again.</summary>
    internal void RemoveIfEmpty(int overlay)
    {
        if (_overlays.TryGetValue(overlay, out FdbOverlay? found) && found.Count == 0) _overlays.Remove(overlay);
    }

    /// <summary>Makes room for one more entry of an owner.</summary>
    internal void MakeRoom(FdbOwner owner, FdbSlots slots)
    {
        if (VictimFor(owner) is { } victim) Replace(victim, slots);
    }

    internal void Add(FdbOwner owner, FdbSlots slots, int index)
    {
        slots.Append(owner, index, proven: false);
        owner.Overlay.Count++;
        Count++;
    }

    internal void Take(FdbOwner owner, FdbSlots slots, int index)
    {
        slots.Unlink(owner, index);
        owner.Overlay.Count--;
        Count--;
    }

    /// <summary>An overlay's share; a new one may use the whole table.</summary>
    private FdbOverlay Of(int overlay)
    {
        if (!_overlays.TryGetValue(overlay, out FdbOverlay? found)) _overlays[overlay] = found = new FdbOverlay(capacity);
        return found;
    }

    private void Unlimit(FdbOverlay overlay, FdbTarget target, FdbSlots slots)
    {
        FdbOwner owner = overlay.OwnerOf(target);
        if (owner == overlay.Others) return;
        overlay.Remove(target);
        MoveEntries(target, owner, overlay.Others, slots);
        Trim(overlay.Others, slots);
    }

    private static void MoveEntries(FdbTarget target, FdbOwner from, FdbOwner to, FdbSlots slots)
    {
        foreach (bool proven in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (int index in slots.InOrder(from.ListOf(proven)))
            {
                if (slots.At(index).Value.Target != target) continue;
                slots.Unlink(from, index);
                slots.Append(to, index, proven);
            }
        }
    }

    /// <summary>Drops entries until an owner is within its limit.</summary>
    private void Trim(FdbOwner owner, FdbSlots slots)
    {
        while (owner.Count > owner.Limit) Replace(owner, slots);
    }

    /// <summary>The owner that loses an entry when another owner gets one more; null when there is room.</summary>
    private FdbOwner? VictimFor(FdbOwner owner)
    {
        FdbOverlay overlay = owner.Overlay;
        if (owner.Count >= owner.Limit) return owner;
        if (overlay.Count >= overlay.Limit) return VictimIn(overlay, owner);
        if (Count < capacity) return null;
        FdbOverlay largest = overlay.Count > capacity / _overlays.Count ? overlay : LargestOverlay();
        return largest == overlay ? VictimIn(overlay, owner) : largest.Largest();
    }

    private static FdbOwner VictimIn(FdbOverlay overlay, FdbOwner owner) => owner.Count > overlay.EvenShare ? owner : overlay.Largest();

    private FdbOverlay LargestOverlay()
    {
        FdbOverlay? largest = null;
        foreach (FdbOverlay overlay in _overlays.Values)
        {
            if (largest is null || overlay.Count > largest.Count) largest = overlay;
        }

        return largest!;
    }

    /// <summary>Replaces the oldest new entry, or the oldest proven one if few are new.</summary>
    private void Replace(FdbOwner owner, FdbSlots slots)
    {
        Prove(owner, slots);
        int victim = owner.ListOf(proven: !owner.HasNewToSpare).Oldest;
        Take(owner, slots, victim);
        slots.Kill(victim);
        owner.Replaced++;
    }

    /// <summary>Moves the oldest new entries that were seen again to the proven ones. Each entry moves once.</summary>
    private static void Prove(FdbOwner owner, FdbSlots slots)
    {
        ref FdbList candidates = ref owner.ListOf(proven: false);
        while (candidates.Count > 0 && slots.At(candidates.Oldest).Value.IsSeenAgain)
        {
            int index = candidates.Oldest;
            slots.Unlink(owner, index);
            slots.Append(owner, index, proven: true);
        }
    }
}
