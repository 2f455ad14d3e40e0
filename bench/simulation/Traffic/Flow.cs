namespace Falcon.Bench.Simulation.Traffic;

/// <summary>A flow: what its frames are hashed to, and how many come.</summary>
/// <param name="Hash">Its flow hash.</param>
/// <param name="Rate">Frames per second.</param>
public readonly record struct Flow(uint Hash, double Rate);
