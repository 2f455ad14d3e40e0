namespace Falcon.Xsk;

/// <summary>The kinds of map that are made apart from an object.</summary>
internal enum BpfMapKind
{
    /// <summary>A hash table, filled by system calls.</summary>
    Hash,

    /// <summary>An array that can be mapped into the process.</summary>
    MappedArray,

    /// <summary>An array of which each CPU has its own, read by system calls.</summary>
    PerCpuArray,
}
