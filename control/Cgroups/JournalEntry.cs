namespace Falcon.Control.Cgroups;

/// <summary>A cgroup whose limit we have lowered, or are about to.</summary>
/// <param name="Directory">The cgroup.</param>
/// <param name="Original">The limit that its owner set.</param>
/// <param name="Charged">The limits that we may have left: the last one and the one before.</param>
internal sealed record JournalEntry(string Directory, CpuLimit Original, IReadOnlyList<CpuLimit> Charged);
