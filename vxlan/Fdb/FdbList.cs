namespace Falcon.Vxlan;

/// <summary>A linked list of entries in the order of their appending. The links are in <see cref="FdbSlots"/>.</summary>
internal struct FdbList()
{
    /// <summary>Entries.</summary>
    internal int Count;

    /// <summary>The slot of the entry appended first; <see cref="FdbSlots.None"/> when there is none.</summary>
    internal int Oldest = FdbSlots.None;

    /// <summary>The slot of the entry appended last.</summary>
    internal int Newest = FdbSlots.None;
}
