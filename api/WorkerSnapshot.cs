namespace Falcon.Api;

/// <summary>One worker thread.</summary>
/// <param name="Cpu">The CPU it is pinned to.</param>
/// <param name="CpuNanoseconds">Its thread CPU time (CLOCK_THREAD_CPUTIME_ID).</param>
/// <param name="Stages">Its stages.</param>
public sealed record WorkerSnapshot(int Cpu, long CpuNanoseconds, IReadOnlyList<StageSnapshot> Stages);
