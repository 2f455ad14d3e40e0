namespace Falcon.Control.Cgroups;

/// <summary>A cgroup whose limit is lowered or about to be lowered.</summary>
/// <param name="Directory">The cgroup.</param>
/// <param name="Original">The limit that its owner set.</param>
/// <param name="Charged">The limits that we may have left: the last two written.</param>
internal sealed record JournalEntry(string Directory, CpuLimit Original, IReadOnlyList<CpuLimit> Charged);
