namespace Falcon.Vxlan;

/// <summary>Copies entries into new slots without the dead ones. Entries keep their owners and their order.</summary>
internal static class FdbRebuild
{
    /// <summary>Copies all entries. The caller keeps learners out.</summary>
    /// <param name="slots">The entries. They do not change, as other threads may be reading them.</param>
    /// <param name="shares">The owners of the learned entries. Afterwards they refer to the new slots.</param>
    /// <param name="capacity">Room for so many entries; doubled until every entry finds a slot.</param>
    internal static FdbSlots Of(FdbSlots slots, FdbShares shares, int capacity)
    {
        List<Entry> entries = [.. Statics(slots), .. Learned(slots, shares)];
        FdbSlots fresh = new(capacity);
        while (!TryFill(fresh, shares, entries)) fresh = new FdbSlots(fresh.Capacity * 2);
        return fresh;
    }

    private static IEnumerable<Entry> Statics(FdbSlots slots)
    {
        for (int index = 0; index < slots.Size; index++)
        {
            (ulong key, FdbValue value) = slots.At(index);
            if (value.IsStatic) yield return new Entry(null, false, key, value);
        }
    }

    private static IEnumerable<Entry> Learned(FdbSlots slots, FdbShares shares)
    {
        foreach (FdbOwner owner in shares.Owners)
        {
            foreach (bool proven in (bool[])[false, true])
            {
                foreach (int index in slots.InOrder(owner.ListOf(proven)))
                {
                    (ulong key, FdbValue value) = slots.At(index);
                    yield return new Entry(owner, proven, key, value);
                }
            }
        }
    }

    private static bool TryFill(FdbSlots fresh, FdbShares shares, List<Entry> entries)
    {
        foreach (FdbOwner owner in shares.Owners) owner.Clear();
        foreach (Entry entry in entries)
        {
            int index = fresh.Place(entry.Key, entry.Value);
            if (index == FdbSlots.None) return false;
            if (entry.Owner is { } owner) fresh.Append(owner, index, entry.Proven);
        }

        return true;
    }

    private readonly record struct Entry(FdbOwner? Owner, bool Proven, ulong Key, FdbValue Value);
}
