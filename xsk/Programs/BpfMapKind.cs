namespace Falcon.Xsk.Programs;

/// <summary>The kinds of separate maps.</summary>
internal enum BpfMapKind
{
    /// <summary>A hash table, filled by system calls.</summary>
    Hash,

    /// <summary>An array, read and written by system calls.</summary>
    Array,

    /// <summary>An array that can be mapped into the process's memory.</summary>
    MappedArray,

    /// <summary>An array with one copy per CPU, read by system calls.</summary>
    PerCpuArray,
}
