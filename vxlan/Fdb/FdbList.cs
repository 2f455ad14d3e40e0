namespace Falcon.Vxlan;

/// <summary>Entries in the order in which they were appended, as slots of <see cref="FdbSlots"/>, which links them.</summary>
internal struct FdbList()
{
    /// <summary>Entries.</summary>
    internal int Count;

    /// <summary>The slot of the entry appended first; <see cref="FdbSlots.None"/> when there is none.</summary>
    internal int Oldest = FdbSlots.None;

    /// <summary>The slot of the entry appended last.</summary>
    internal int Newest = FdbSlots.None;
}
