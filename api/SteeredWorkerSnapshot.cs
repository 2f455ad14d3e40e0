namespace Falcon.Api;

/// <summary>One worker among several; counters since the engine started.</summary>
/// <param name="Cpu">The CPU it is pinned to.</param>
/// <param name="Load">Share of the CPU, 0 to 1, that the worker and others used lately.</param>
/// <param name="HandedOver">Frames that it gave to other workers.</param>
/// <param name="Moves">Buckets that it sent to another place from then on.</param>
/// <param name="Holds">Moves for which it had to hold frames back, because the bucket never drained.</param>
/// <param name="Aborts">Holds given up for want of room.</param>
/// <param name="Waiting">Frames that wait in its inboxes.</param>
public sealed record SteeredWorkerSnapshot(int Cpu, double Load, long HandedOver, long Moves, long Holds, long Aborts, int Waiting);
