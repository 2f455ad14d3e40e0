namespace Falcon.Engine.Vteps;

/// <summary>What to ask the kernel about a next hop.</summary>
internal enum NeighbourAction
{
    /// <summary>Nothing: the entry is good, or the kernel is resolving it.</summary>
    None,

    /// <summary>Resolve a missing entry, or confirm a stale one, as a packet would (NTF_USE).</summary>
    Use,

    /// <summary>Confirm an entry that the kernel still trusts (NUD_PROBE).</summary>
    Confirm,
}
